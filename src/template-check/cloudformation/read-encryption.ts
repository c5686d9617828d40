import { ALGORITHMS, type EncryptionRule } from '../../core/encryption/rule.ts'
import type { Json } from '../../core/policy/document.ts'
import { hasSymbol, isSymbol, reasonOf } from '../readings/symbols.ts'
import { textOf } from './functions/function.ts'
import { fieldOf, type Scope } from './template.ts'

/** Reads `BucketEncryption`. `undefined`: the bucket gets the rule of a new bucket. */
export function readEncryption(value: Json | undefined, scope: Scope): EncryptionRule | undefined {
  if (value === undefined) return undefined
  const rules = fieldOf(value, 'ServerSideEncryptionConfiguration')
  const rule = Array.isArray(rules) ? rules[0] : undefined
  const byDefault = fieldOf(rule, 'ServerSideEncryptionByDefault')
  const algorithm = textOf(fieldOf(byDefault, 'SSEAlgorithm'))
  const key = textOf(fieldOf(byDefault, 'KMSMasterKeyID'))
  const types = fieldOf(fieldOf(rule, 'BlockedEncryptionTypes'), 'EncryptionType')
  const blocked = [types].flat().flatMap((type) => textOf(type) ?? [])
  return {
    ...(algorithm !== undefined && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: isSymbol(algorithm) ? anyAlgorithm(algorithm, scope) : algorithm,
        ...(key !== undefined && { KMSMasterKeyID: key }),
      },
    }),
    BucketKeyEnabled: readFlag(fieldOf(rule, 'BucketKeyEnabled'), scope),
    ...(blocked.length > 0 && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  }
}

const anyAlgorithm = (symbol: string, { choose }: Scope) =>
  choose(
    `algorithm ${symbol}`,
    Object.values(ALGORITHMS) as [string, ...string[]],
    reasonOf(symbol),
  )

function readFlag(value: Json | undefined, { choose }: Scope): boolean {
  const text = textOf(value) ?? 'false'
  return hasSymbol(text) ? choose(`flag ${text}`, [false, true], reasonOf(text)) : text === 'true'
}
