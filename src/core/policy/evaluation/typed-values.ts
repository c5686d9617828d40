/** A number as IAM writes it; `undefined` for any other text. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}

/** AWS writes booleans in lower case, and does not document how it reads `False`. */
export function parseBoolean(text: string): boolean | undefined {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
}

const ISO_8601 =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i

/** Seconds since 1970 from ISO 8601 or from a count of seconds; `undefined` for any other text. */
export function parseDate(text: string): number | undefined {
  const found = ISO_8601.exec(text.trim())
  // Four digits alone may be a year or a count of seconds: AWS does not document which.
  if (/^\d{4}$/.test(text.trim())) return undefined
  if (found === null) return parseNumber(text)
  const [year, month, day, hour, minute, second, fraction] = found.slice(1, 8).map(toNumber)
  const whole = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0)
  return whole / 1000 + (fraction ?? 0) - offset(found[8])
}

function toNumber(part: string | undefined): number | undefined {
  return part === undefined ? undefined : Number(part)
}

function offset(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** `2030-01-01T00:00:00Z`, from seconds since 1970. */
export function formatDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
