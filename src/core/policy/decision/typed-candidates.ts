import { neighbour, parseIpRange } from '../evaluation/ip-address.ts'
import { formatDate, parseDate, parseNumber } from '../evaluation/typed-values.ts'
import type { KeyType } from './condition-keys.ts'

/** Types whose values are not arbitrary texts. */
export const TYPED: readonly KeyType[] = ['boolean', 'ip', 'number', 'date']

export function isTyped(type: KeyType): boolean {
  return TYPED.includes(type)
}

// Only the key of an object may contain control characters. Whether another value may, AWS does not document.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are meant
const CONTROL = /[\u0000-\u001f\u007f]/

export function isOfType(type: KeyType, text: string): boolean {
  if (CONTROL.test(text)) return false
  if (type === 'ip') return isAddress(text)
  if (type === 'number') return parseNumber(text) !== undefined
  return type === 'date' ? parseDate(text) !== undefined : type !== 'boolean'
}

/** Keys with a number count something, except for the version of TLS. */
export const isWholeNumber = (
  { key, type }: { readonly key: string; readonly type: KeyType },
  text: string,
): boolean => type !== 'number' || key === 's3:tlsversion' || /^\d+$/.test(text)

/**
 * Values of a type that represent all others, as far as the constants of a policy distinguish them: each constant,
 * its neighbours, and values between and beyond them.
 */
export function candidatesOf(
  type: KeyType,
  constants: readonly string[],
  edges: AddressEdges = new Map(),
): readonly string[] {
  switch (type) {
    case 'boolean':
      return ['false', 'true']
    case 'ip':
      return addresses(constants, edges)
    case 'number':
      return wholeFirst(numbers(constants.map(parseNumber), 100))
        .filter((value) => value >= 0)
        .map(String)
    case 'date':
      return moments(constants).map(formatDate)
    case 'arn':
    case 'string':
      return []
    default:
      return type satisfies never
  }
}

const YEAR_2030 = 1_893_456_000
const LAST_MOMENT = 253_402_300_799

/** Whole seconds since 1970, as AWS counts them. */
export function moments(constants: readonly string[]): readonly number[] {
  const bounds = constants.flatMap((text) => [parseDate(text), parseNumber(text)])
  return numbers(bounds, YEAR_2030).filter(
    (value) => Number.isInteger(value) && value >= 0 && value <= LAST_MOMENT,
  )
}

function numbers(constants: readonly (number | undefined)[], usual: number): readonly number[] {
  const bounds = constants.filter((value) => value !== undefined).sort((a, b) => a - b)
  const between = bounds.map((bound, index) => (bound + (bounds[index + 1] ?? bound + 2)) / 2)
  const around = bounds.flatMap((bound) => [bound, Math.floor(bound) + 1, Math.ceil(bound) - 1])
  const all = [usual, ...around, ...between, ...between.map(Math.floor)]
  return [...new Set(all)].filter((value) => Math.abs(value) < 1e15)
}

const wholeFirst = (values: readonly number[]): readonly number[] => [
  ...values.filter(Number.isInteger),
  ...values.filter((value) => !Number.isInteger(value)),
]

/** The addresses at which ranges and addresses of a policy begin and end. Each is computed once. */
export type AddressEdges = Map<string, readonly string[]>

/** Addresses reserved for documentation come first. */
function addresses(constants: readonly string[], edges: AddressEdges): readonly string[] {
  const all = new Set(['198.51.100.7', '203.0.113.7', '192.0.2.7', '2001:db8::7'])
  for (const text of constants) {
    const own = edges.get(text) ?? edgesOf(text)
    edges.set(text, own)
    for (const address of own) all.add(address)
  }
  return [...all.add('10.0.0.1')]
}

// Of the addresses that some ranges contain and others do not, the lowest is the first one of a range, or the one behind
// a range, or the lowest of all. Then the highest that follows is the one before a range, or there is no range.
function edgesOf(text: string): readonly string[] {
  const range = parseIpRange(text)
  const bounds = range && [
    neighbour(range.last, 1),
    neighbour(range.first, -1),
    neighbour(range.first, 0),
  ]
  const texts = text.includes('*') ? FILLERS.map((filler) => text.replaceAll('*', filler)) : [text]
  return [...(bounds ?? []), ...texts.filter(isAddress)].filter((one) => one !== undefined)
}

// An address matched as text, as in `StringLike: {"aws:SourceIp": "10.*"}`.
const FILLERS = ['1', '1.1', '1.1.1', '0.0.0.1', ':1']

function isAddress(text: string): boolean {
  return !text.includes('/') && parseIpRange(text) !== undefined
}
