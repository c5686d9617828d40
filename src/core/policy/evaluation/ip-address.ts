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
  const bits = digits.length * 4
  const value = BigInt(`0x${digits}`) + BigInt(step)
  if (value < 0n || value >= 1n << BigInt(bits)) return undefined
  return formatAddress(toDigits(value, bits))
}

function formatAddress(digits: string): string {
  const width = digits.length === 8 ? 2 : 4
  const groups = digits.match(new RegExp(`.{${width}}`, 'g')) ?? []
  const numbers = groups.map((group) => Number.parseInt(group, 16))
  if (width === 2) return numbers.join('.')
  return shortest(numbers.map((number) => number.toString(16)))
}

/** Writes the longest run of zeros as `::` (RFC 5952). */
function shortest(groups: readonly string[]): string {
  const runs = `:${groups.join(':')}:`.match(/:(0:)+/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), ':0:')
  if (longest.length <= 3) return groups.join(':')
  const short = `:${groups.join(':')}:`.replace(longest, '::')
  return short.replace(/^:(?!:)/, '').replace(/([^:]):$/, '$1')
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
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.map((group) => group.toLowerCase().padStart(4, '0')).join('')
}
