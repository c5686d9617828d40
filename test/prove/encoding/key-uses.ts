import { inexpressible } from './inexpressible.ts'
import type { PlainCondition, PlainPolicy } from './read-policy.ts'
import { variablesOf } from './variables.ts'

/** As what a policy compares a condition key. */
export type Use = 'text' | 'boolean' | 'number' | 'date' | 'address' | 'presence'

export type KeyUses = ReadonlyMap<string, ReadonlySet<Use>>

export function usesOf(policy: PlainPolicy): KeyUses {
  const uses = new Map<string, Set<Use>>()
  const add = (key: string, use: Use) => uses.set(key, (uses.get(key) ?? new Set()).add(use))
  for (const { conditions } of policy.denies) {
    for (const condition of conditions) add(condition.key, useOf(condition))
  }
  for (const key of variablesOf(policy)) add(key, 'text')
  return uses
}

export function useOf({ operator }: PlainCondition): Use {
  if (operator === 'null') return 'presence'
  if (operator === 'bool') return 'boolean'
  if (/^(string|arn)/.test(operator)) return 'text'
  if (operator.startsWith('numeric')) return 'number'
  if (operator.startsWith('date')) return 'date'
  if (/^(not)?ipaddress$/.test(operator)) return 'address'
  return inexpressible(`the operator ${operator}`)
}
