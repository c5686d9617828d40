import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/core/policy/document.ts'
import { almostRight, enforcing } from '../../core/policy/almost-right.ts'
import { CLASSES } from '../../core/policy/cases/classes.ts'
import { MUTATIONS } from './mutations.ts'
import { documentOf, type PolicyCase, withPlainHttp } from './policy-case.ts'
import { TABLES } from './tables.ts'

const statementsOf = ({ document }: PolicyCase): readonly JsonObject[] => {
  const { Statement } = document as { Statement?: JsonObject | readonly JsonObject[] }
  return Statement === undefined ? [] : [Statement].flat()
}

const HTTP = JSON.stringify({ 'aws:SecureTransport': 'false' })

/** A statement about plain HTTP, for the requests of another class. */
function forClass(statement: JsonObject, own: JsonObject): JsonObject {
  const { Bool, ...conditions } = (statement.Condition ?? {}) as Record<string, Json>
  if (JSON.stringify(Bool) !== HTTP) return statement
  const action = statement.Action === 's3:*' ? { Action: own.Action ?? 's3:*' } : {}
  return { ...statement, ...action, Condition: { ...(own.Condition as JsonObject), ...conditions } }
}

const almost = fc
  .tuple(fc.oneof(enforcing, almostRight, almostRight), fc.nat(CLASSES.length - 1))
  .map(([statements, index]): PolicyCase => {
    const own = CLASSES[index]?.[2]
    return {
      name: 'almost right',
      document: documentOf(own ? statements.map((one) => forClass(one, own)) : statements),
      classes: withPlainHttp(index),
    }
  })

const SMALL = TABLES.filter((one) => statementsOf(one).length < 12)

const mutated = fc
  .tuple(
    fc.constantFrom(...SMALL),
    fc.constantFrom(...SMALL),
    fc.nat(3),
    fc.array(fc.tuple(fc.constantFrom(...MUTATIONS), fc.nat(), fc.nat()), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([base, other, joins, changes]): PolicyCase => {
    const start = joins === 0 ? [...statementsOf(base), ...statementsOf(other)] : statementsOf(base)
    const statements = changes.reduce(
      (all, [change, where, what]) => (all.length === 0 ? all : change(all, where, what)),
      start,
    )
    return { ...base, name: `mutated: ${base.name}`, document: documentOf(statements) }
  })

const generated = fc.oneof(almost, mutated)

/** The policy of a seed. The tables come first. */
export function policyOf(seed: number, index: number): PolicyCase {
  const row = TABLES[index]
  const [policy] = row ? [row] : fc.sample(generated, { seed: seed + index, numRuns: 1 })
  if (policy === undefined) throw new Error(`Cannot make the policy of seed ${seed + index}`)
  return policy
}
