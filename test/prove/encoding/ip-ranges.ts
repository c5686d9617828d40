import {
  ANY_TEXT,
  characters,
  either,
  exactText,
  inAll,
  oneOrMore,
  optional,
  sequence,
  times,
} from '../texts/languages.ts'
import { inexpressible } from './inexpressible.ts'
import type { Term } from './smt.ts'

// An address is a number: first all of IPv4, then all of IPv6.
const SIZE_OF_V4 = 2n ** 32n
const SIZE_OF_V6 = 2n ** 128n

export const isAddress = (value: Term): Term => `(<= 0 ${value} ${SIZE_OF_V4 + SIZE_OF_V6 - 1n})`

const OCTET = either([
  sequence([exactText('25'), characters('0-5')]),
  sequence([exactText('2'), characters('0-4'), characters('0-9')]),
  sequence([exactText('1'), times(2, characters('0-9'))]),
  sequence([optional(characters('1-9')), characters('0-9')]),
])
const V6_TEXT = oneOrMore(characters('0-9a-f:'))

/** The text of an address. That of IPv6 is not checked further. */
export const ADDRESS_TEXT = either([
  sequence([OCTET, ...Array.from({ length: 3 }, () => sequence([exactText('.'), OCTET]))]),
  inAll([V6_TEXT, sequence([ANY_TEXT, exactText(':'), ANY_TEXT])]),
])

/** Whether an address is in a range such as `203.0.113.0/24`. Without a prefix, the range is one address. */
export function inRange(value: Term, written: string): Term {
  const [address = '', prefix] = written.split('/')
  const isV6 = address.includes(':')
  const bits = BigInt(isV6 ? 128 : 32)
  const length = prefix === undefined ? bits : BigInt(prefix)
  const size = 1n << (bits - length)
  const start = (numberOf(address) / size) * size + (isV6 ? SIZE_OF_V4 : 0n)
  return `(<= ${start} ${value} ${start + size - 1n})`
}

export const addressNumber = (address: string): bigint =>
  numberOf(address) + (address.includes(':') ? SIZE_OF_V4 : 0n)

function numberOf(address: string): bigint {
  return address.includes(':') ? numberOfV6(address) : numberOfV4(address)
}

function numberOfV4(address: string): bigint {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return inexpressible('a malformed address')
  return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)
}

function numberOfV6(address: string): bigint {
  const [left = '', right] = address.split('::')
  const head = groups(left)
  const tail = groups(right ?? '')
  const missing = 8 - head.length - tail.length
  if (missing < 0 || (right === undefined && missing > 0)) {
    return inexpressible('a malformed address')
  }
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...tail]
  return all.reduce((sum, group) => sum * 65_536n + group, 0n)
}

const groups = (text: string): readonly bigint[] => {
  const parts = text.split(':').filter((part) => part !== '')
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) inexpressible('a malformed address')
  return parts.map((part) => BigInt(`0x${part}`))
}
