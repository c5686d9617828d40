import type { Condition, Policy, Statement } from '../document.ts'
import type { Resolve } from '../evaluation/variables.ts'
import { statementVariables, weaken } from './weaken.ts'

/** The Deny statements of a policy with numbered statements and conditions, so that choices can refer to them. */
export interface Questions {
  readonly statements: readonly NumberedStatement[]
  readonly conditions: readonly Condition[]
}

export interface NumberedStatement {
  /** As in the policy. */
  readonly original: Statement
  readonly statement: Statement
  readonly number: number
  /** The numbers of its conditions. */
  readonly conditions: readonly number[]
}

export function questionsOf(
  { statements, version }: Policy,
  variables: 'weakened' | 'kept',
  resolve: Resolve,
): Questions {
  const conditions: Condition[] = []
  const numbers = new Map<string, number>()
  const numbered: NumberedStatement[] = []
  for (const original of statements) {
    if (original.effect === 'Allow') continue
    const statement = variables === 'kept' ? original : weaken(original, version, resolve)
    if (statement === undefined) continue
    const own = statement.conditions.map((condition) => {
      // Equal conditions have the same number, so each is evaluated once.
      const name = nameOf(condition)
      const known = numbers.get(name) ?? conditions.push(condition) - 1
      numbers.set(name, known)
      return known
    })
    numbered.push({ original, statement, number: numbered.length, conditions: own })
  }
  return { statements: numbered, conditions }
}

function nameOf(condition: Condition): string {
  const name = NAMES.get(condition) ?? JSON.stringify(condition)
  NAMES.set(condition, name)
  return name
}

const NAMES = new WeakMap<Condition, string>()

/** Context keys without a known value that Deny statements use as variables. */
export function policyVariables(
  { statements, version }: Policy,
  resolve: Resolve,
): ReadonlySet<string> {
  const keys = statements
    .filter(({ effect }) => effect === 'Deny')
    .flatMap((statement) => statementVariables(statement, version))
  return new Set(keys.filter((key) => resolve(key) === undefined))
}
