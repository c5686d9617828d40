import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { type StatementContext, type StatementReading, settleFields } from './settle-fields.ts'
import { settlePrincipals } from './settle-principals.ts'
import { isSymbol, reasonOf } from './symbols.ts'

/** The statements for which a statement with symbols stands in one reading. */
export interface SettledStatement {
  readonly statements: readonly Json[]
  /** The effects that have other readings. */
  readonly effects: readonly ('Allow' | 'Deny')[]
  readonly because: readonly string[]
}

export function settleStatement(
  statement: Json,
  where: string,
  reading: StatementReading,
  context: StatementContext,
): SettledStatement {
  if (isSymbol(statement)) return settleUnknown(where, reasonOf(statement), reading, context)
  if (!isObject(statement)) return { statements: [statement], effects: [], because: [] }
  const { Effect } = statement
  if (!isSymbol(Effect)) {
    const { fields, because } = settleFields(statement, where, reading, context)
    const effects: SettledStatement['effects'] =
      Effect === 'Allow' || Effect === 'Deny' ? [Effect] : []
    return {
      statements: fields ? [fields] : [],
      effects: because.length > 0 ? effects : [],
      because,
    }
  }
  const both = (['Deny', 'Allow'] as const).map((effect) =>
    settleFields({ ...statement, Effect: effect }, where, reading, context),
  )
  const [deny, allow] = both.map(({ fields }) => fields)
  return {
    statements: [
      ...(deny && reading.deny === 'most' ? [deny] : []),
      ...(allow && reading.allow !== 'least' ? [allow] : []),
    ],
    effects: ['Deny', 'Allow'],
    because: [`${where}.Effect: ${reasonOf(Effect)}`, ...(both[0]?.because ?? [])],
  }
}

const ANY_STATEMENT = { Principal: '*', Action: '*', Resource: '*' }

function settleUnknown(
  where: string,
  reason: string,
  reading: StatementReading,
  { bucket }: StatementContext,
): SettledStatement {
  const allowed = settlePrincipals('Principal', ANY_STATEMENT.Principal, true, {
    effect: 'Allow',
    ...{ reading: reading.allow, isOpen: true },
    partition: bucket.bucket.partition,
  })
  return {
    statements: [
      ...(reading.deny === 'most' ? [{ Effect: 'Deny', ...ANY_STATEMENT }] : []),
      ...(reading.allow !== 'least' && allowed
        ? [{ Effect: 'Allow', ...ANY_STATEMENT, ...allowed }]
        : []),
    ],
    effects: ['Deny', 'Allow'],
    because: [`${where}: ${reason}`],
  }
}
