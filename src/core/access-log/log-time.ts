const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const TIME = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):\d\d:\d\d ([+-])(\d\d)(\d\d)$/

// Most records follow one of the same hour.
let last: { readonly hour: string; readonly seconds: number } | undefined

/** Seconds since 1970, from `06/Feb/2019:00:00:38 +0000`. */
export function parseLogTime(text: string): number | undefined {
  const hour = text.slice(0, 14)
  const isUtc = text.length === 26 && text.endsWith(' +0000')
  const start = isUtc && last?.hour === hour ? last.seconds : startOfHour(text)
  const within = 60 * twoDigits(text, 15) + twoDigits(text, 18)
  if (start === undefined || !(within >= 0 && within <= 3660)) return undefined
  if (isUtc) last = { hour, seconds: start }
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
