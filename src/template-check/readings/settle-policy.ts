import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { NamedBucket } from './bucket-names.ts'
import type { Choose } from './explore.ts'
import { comparandsIn } from './settle-conditions.ts'
import type { StatementReading } from './settle-fields.ts'
import { settleStatement } from './settle-statement.ts'
import { freshText, hasSymbol, isSymbol, reasonOf, replaceSymbols } from './symbols.ts'

/** A document without symbols, or why it is not known. */
export type SettledPolicy =
  | {
      readonly document: Json
      /** Whether its Deny statements have another reading. */
      readonly isOpen: boolean
    }
  | { readonly unknown: string }

/**
 * A reading of a policy without symbols. More Deny only denies more, so two readings stand for all: one in which the
 * unknown parts of the Deny statements deny all that they may, and one in which they deny nothing.
 */
export function settlePolicy(
  document: Json,
  bucket: NamedBucket,
  path: string,
  choose: Choose,
): SettledPolicy {
  const parsed = typeof document === 'string' && !isSymbol(document) ? asJson(document) : document
  if (isSymbol(parsed)) return { unknown: `${path}: ${reasonOf(parsed)}` }
  if (!isObject(parsed) || isSymbol(parsed.Statement)) {
    return isObject(parsed)
      ? { unknown: `${path}.Statement: ${reasonOf(String(parsed.Statement))}` }
      : { document: parsed, isOpen: false }
  }
  const { Statement = [] } = parsed
  const context = { bucket, comparands: comparandsIn(Statement) }
  const settle = (statement: Json, where: string, reading: StatementReading) =>
    settleStatement(statement, where, reading, context)
  const statements = Array.isArray(Statement)
    ? Statement.map((one: Json, index) => [one, `${path}.Statement[${index}]`] as const)
    : [[Statement, `${path}.Statement`] as const]
  const reading = {
    deny: chooseReading('Deny', ['most', 'least'] as const),
    allow: chooseReading('Allow', ['everyone', 'logs', 'others', 'least'] as const),
  }
  const settled = statements.flatMap(([one, where]) => settle(one, where, reading).statements)
  return {
    document: { ...fixed(parsed, choose, path), Statement: settled },
    isOpen: reasonsFor('Deny').length > 0,
  }

  function reasonsFor(effect: 'Allow' | 'Deny'): readonly string[] {
    return statements.flatMap(([one, where]) => {
      const least = settle(one, where, { deny: 'least', allow: 'least' })
      return least.effects.includes(effect) ? least.because : []
    })
  }

  /** Asks only where the statements of this effect have different readings. */
  function chooseReading<T extends string>(
    effect: 'Allow' | 'Deny',
    options: readonly [T, ...T[]],
  ): T {
    const because = reasonsFor(effect)
    return because.length === 0
      ? options[0]
      : choose(`${path} ${effect}`, options, because.join('; '))
  }
}

function asJson(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `Version` and `Id` without symbols. */
function fixed(document: JsonObject, choose: Choose, path: string): JsonObject {
  const { Version, Id } = document
  const versions = ['2012-10-17', '2008-10-17'] as const
  const isOpen = typeof Version === 'string' && hasSymbol(Version)
  return {
    ...document,
    ...(isOpen && {
      Version: choose(`version ${Version}`, versions, `${path}.Version: ${reasonOf(Version)}`),
    }),
    ...(typeof Id === 'string' && { Id: replaceSymbols(Id, freshText) }),
  }
}
