/** First and last address, as hexadecimal of fixed width (8 digits for IPv4, 32 for IPv6), so that text order is address order. */
export interface IpRange {
  readonly first: string
  readonly last: string
}

/** Reads an address or a CIDR range; `undefined` where it is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const digits = address.includes(':') ? parseV6(address) : parseV4(address)
  if (digits === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return { first: digits, last: digits }
  const bits = digits.length * 4
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined
  const host = (1n << BigInt(bits - Number(prefix))) - 1n
  const value = BigInt(`0x${digits}`)
  return { first: toDigits(value & ~host, bits), last: toDigits(value | host, bits) }
}

export function isWithin(range: IpRange, address: IpRange): boolean {
  return (
    range.first.length === address.first.length &&
    range.first <= address.first &&
    address.last <= range.last
  )
}

/** The address at a distance of `step`, as text. `undefined` outside the range of its family. */
export function neighbour(digits: string, step: -1 | 0 | 1): string | undefined {
  if (step === 0) return formatAddress(digits)
  const bits = digits.length * 4
  const value = BigInt(`0x${digits}`) + BigInt(step)
  if (value < 0n || value >= 1n << BigInt(bits)) return undefined
  return formatAddress(toDigits(value, bits))
}

function formatAddress(digits: string): string {
  const width = digits.length === 8 ? 2 : 4
  const numbers: number[] = []
  for (let at = 0; at < digits.length; at += width) {
    numbers.push(Number.parseInt(digits.slice(at, at + width), 16))
  }
  return width === 2 ? numbers.join('.') : shortest(numbers)
}

/** Writes the longest run of zeros as `::` (RFC 5952). */
function shortest(groups: readonly number[]): string {
  const text = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  let [start, length] = [0, 0]
  let run = 0
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0
    if (run > length) [start, length] = [index + 1 - run, run]
  }
  return length < 2 ? text(0) : `${text(0, start)}::${text(start + length)}`
}

function toDigits(value: bigint, bits: number): string {
  return value.toString(16).padStart(bits / 4, '0')
}

function parseV4(text: string): string | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined
  }
  return parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')
}

function parseV6(text: string): string | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  if (![...head, ...tail].every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const written = (groups: readonly string[]): string =>
    groups.map((group) => group.toLowerCase().padStart(4, '0')).join('')
  return written(head) + '0000'.repeat(missing) + written(tail)
}
