const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const TIME = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):\d\d:\d\d ([+-])(\d\d)(\d\d)$/

// Most records follow one of the same hour.
let last = { hour: '-', seconds: 0 }

/** Seconds since 1970, from `06/Feb/2019:00:00:38 +0000` at a place in a line. */
export function parseLogTime(line: string, from: number, end: number): number | undefined {
  const isUtc = end - from === 26 && line.slice(from + 20, end) === ' +0000'
  const isKnown = isUtc && line.slice(from, from + 14) === last.hour
  const start = isKnown ? last.seconds : startOfHour(line.slice(from, end))
  const within = 60 * twoDigits(line, from + 15) + twoDigits(line, from + 18)
  if (start === undefined || !(within >= 0 && within <= 3660)) return undefined
  if (isUtc && !isKnown) last = { hour: line.slice(from, from + 14), seconds: start }
  return start + within
}

function startOfHour(text: string): number | undefined {
  const [found, day, month = '', year, hours, sign, ...offset] = TIME.exec(text) ?? []
  if (found === undefined || !MONTHS.includes(month)) return undefined
  const [east = 0, minutesEast = 0] = offset.map(Number)
  const ahead = (sign === '-' ? -1 : 1) * (east * 3600 + minutesEast * 60)
  return Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hours)) / 1000 - ahead
}

const twoDigits = (text: string, at: number) =>
  text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 48 * 11
