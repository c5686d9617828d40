import type { Json } from '../../../core/policy/document.ts'
import { derived, type TemplateFunction, textOf } from './function.ts'

const MOST_BLOCKS = 256

/** `Fn::Cidr`: a network in so many blocks, each of so many bits for hosts. */
export const cidr: TemplateFunction = (argument, scope, resolve) => {
  const resolved = resolve(argument, scope)
  const [network, count, bits] = (Array.isArray(resolved) ? resolved : []).map((one: Json) =>
    textOf(one),
  )
  const [, a, b, c, d, prefix] = NETWORK.exec(network ?? '') ?? []
  const [blocks, hostBits] = [Number(count), Number(bits ?? Number.NaN)]
  const isKnown = prefix !== undefined && blocks >= 1 && blocks <= MOST_BLOCKS
  if (!isKnown || !(hostBits >= 1 && hostBits <= 32 - Number(prefix)))
    return derived('Fn::Cidr', resolved)
  const start = [a, b, c, d].reduce((sum, part) => sum * 256 + Number(part), 0)
  return Array.from({ length: blocks }, (_, index) => {
    const address = start + index * 2 ** hostBits
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256)
    return `${parts.join('.')}/${32 - hostBits}`
  })
}

const NETWORK = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/

/** `Fn::GetAZs`: the Availability Zones that the account has in a region. */
export const getAzs: TemplateFunction = (argument, scope, resolve) =>
  derived('Fn::GetAZs', resolve(argument, scope))
