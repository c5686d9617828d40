import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { mayMatchName, type NamedBucket } from './bucket-names.ts'
import { type Comparands, settleConditions } from './settle-conditions.ts'
import { type AllowReading, settlePrincipals } from './settle-principals.ts'
import { isOpenEntry, settleSet } from './settle-set.ts'
import { freshText, hasSymbol, reasonOf, replaceSymbols } from './symbols.ts'

/** How much the unknown parts of statements deny and allow. */
export interface StatementReading {
  readonly deny: 'most' | 'least'
  readonly allow: AllowReading
}

/** What the settling of a statement depends on besides it. */
export interface StatementContext {
  readonly bucket: NamedBucket
  readonly comparands: Comparands
}

/** The fields of a statement with an effect in one reading. */
export interface SettledFields {
  /** `undefined`: the statement applies to nothing. */
  readonly fields: JsonObject | undefined
  readonly because: readonly string[]
}

export function settleFields(
  statement: JsonObject,
  where: string,
  reading: StatementReading,
  { bucket, comparands }: StatementContext,
): SettledFields {
  const effect: 'Allow' | 'Deny' = statement.Effect === 'Allow' ? 'Allow' : 'Deny'
  const isMost = effect === 'Allow' ? reading.allow !== 'least' : reading.deny === 'most'
  const because: string[] = []
  const settled = Object.entries(statement).map(([name, value]): JsonObject | undefined => {
    const path = `${where}.${name}`
    switch (name) {
      case 'Sid':
        return { Sid: typeof value === 'string' ? replaceSymbols(value, freshText) : value }
      case 'Action':
      case 'NotAction':
        because.push(...becauseOf(path, value, isOpenEntry))
        return settlePatterns(name, 'Action', value, isMost, isOpenEntry)
      case 'Resource':
      case 'NotResource':
        because.push(...becauseOf(path, value, isOpenResource(bucket)))
        return settlePatterns(name, 'Resource', value, isMost, isOpenResource(bucket))
      case 'Principal':
      case 'NotPrincipal': {
        const types = isObject(value) ? Object.values(value).flat() : [value]
        because.push(...becauseOf(path, types, isOpenEntry))
        const circumstances = {
          ...{ effect, reading: reading.allow, partition: bucket.bucket.partition },
          isOpen: types.some(isOpenEntry),
        }
        return settlePrincipals(name, value, isMost, circumstances)
      }
      case 'Condition': {
        const conditions = settleConditions(value, path, isMost, comparands)
        because.push(...conditions.because)
        return conditions.field
      }
      default:
        return { [name]: value }
    }
  })
  return {
    because,
    fields: settled.includes(undefined) ? undefined : Object.assign({}, ...settled),
  }
}

function settlePatterns(
  name: string,
  plain: string,
  value: Json,
  isMost: boolean,
  isOpen: (entry: Json) => boolean,
): JsonObject | undefined {
  const isNegated = name !== plain
  const set = settleSet(value, isMost !== isNegated, isOpen)
  if (set.kind === 'entries') return { [name]: set.entries }
  return (set.kind === 'everything') === isNegated ? undefined : { [plain]: '*' }
}

/** Whether it is not clear which objects an entry of `Resource` covers. */
const isOpenResource =
  (bucket: NamedBucket) =>
  (entry: Json): boolean => {
    if (typeof entry !== 'string') return false
    if (hasSymbol(entry)) return true
    const name = /^([^:]*:){5}([^/]*)/.exec(entry)?.[2]
    return name !== undefined && mayMatchName(name, bucket)
  }

function becauseOf(
  path: string,
  value: Json | readonly Json[],
  isOpen: (entry: Json) => boolean,
): readonly string[] {
  const open = [value].flat().find(isOpen)
  if (open === undefined) return []
  return [`${path}: ${reasonOf(String(open)) || 'the name of the bucket is not known'}`]
}
