import type { EncryptionRule } from '../../core/encryption/rule.ts'
import type { Json } from '../../core/policy/document.ts'
import { hasSymbol, isSymbol, reasonOf } from '../readings/symbols.ts'
import { textOf } from './functions/function.ts'
import { fieldOf, type Scope } from './template.ts'

/** Reads `BucketEncryption`. `undefined`: the bucket gets the rule of a new bucket. */
export function readEncryption(value: Json | undefined, scope: Scope): EncryptionRule | undefined {
  if (value === undefined) return undefined
  const rules = partOf(value, 'ServerSideEncryptionConfiguration')
  const rule = Array.isArray(rules) ? rules[0] : rules
  const byDefault = partOf(rule, 'ServerSideEncryptionByDefault')
  const algorithm = textOf(partOf(byDefault, 'SSEAlgorithm'))
  const key = textOf(partOf(byDefault, 'KMSMasterKeyID'))
  const types = partOf(partOf(rule, 'BlockedEncryptionTypes'), 'EncryptionType')
  const blocked = [types].flat().flatMap((type) => textOf(type) ?? [])
  return {
    ...(algorithm !== undefined && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: algorithm,
        ...(key !== undefined && { KMSMasterKeyID: key }),
      },
    }),
    BucketKeyEnabled: readFlag(partOf(rule, 'BucketKeyEnabled'), scope),
    ...(blocked.length > 0 && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  }
}

/** A part of a value. Each part of a symbol is not known either. */
const partOf = (value: Json | undefined, name: string): Json | undefined =>
  isSymbol(value) ? value : fieldOf(value, name)

function readFlag(value: Json | undefined, { choose }: Scope): boolean {
  const text = textOf(value) ?? 'false'
  return hasSymbol(text) ? choose(`flag ${text}`, [false, true], reasonOf(text)) : text === 'true'
}
