const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const LOG_TIME = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/

// Thousands of records in a row have the same second.
let last: { readonly text: string; readonly seconds: number | undefined } | undefined

/** Seconds since 1970, from `06/Feb/2019:00:00:38 +0000`. */
export function parseLogTime(text: string): number | undefined {
  if (last?.text !== text) last = { text, seconds: secondsOf(text) }
  return last.seconds
}

function secondsOf(text: string): number | undefined {
  const [found, day, month = '', year, hours, minutes, seconds, sign, ...offset] =
    LOG_TIME.exec(text) ?? []
  if (found === undefined || !MONTHS.includes(month)) return undefined
  const [east, minutesEast] = offset.map(Number)
  const ahead = (sign === '-' ? -1 : 1) * ((east ?? 0) * 3600 + (minutesEast ?? 0) * 60)
  const date = [Number(year), MONTHS.indexOf(month), Number(day)] as const
  return Date.UTC(...date, Number(hours), Number(minutes), Number(seconds)) / 1000 - ahead
}
