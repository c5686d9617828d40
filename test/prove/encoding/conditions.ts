import { EMPTY_TEXT } from '../texts/languages.ts'
import { compare } from './compare.ts'
import type { Keys, KeyTerms, Slot } from './keys.ts'
import type { PlainCondition } from './read-policy.ts'
import type { Scene } from './scene.ts'
import { allOf, anyOf, FALSE, implies, not, type Term, TRUE } from './smt.ts'

/** Whether a request meets a condition: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function meets(scene: Scene, keys: Keys, condition: PlainCondition): Term {
  const terms = keys(condition.key)
  const there = terms.slots[0]?.there ?? FALSE
  if (condition.operator === 'null') return meetsNull(scene, terms, condition.values)
  const negated = /not(equals|like|ipaddress)|^notipaddress/.test(condition.operator)
  const operator = condition.operator.replace(/not/, '')
  const matches = (slot: Slot) => {
    const one = anyOf(
      condition.values.map((expected) => compare(scene, keys, operator, terms, slot, expected)),
    )
    return negated ? not(one) : one
  }
  return anyOf([
    allOf([there, meetsPresent(scene, terms, condition, matches, negated)]),
    allOf([not(there), meetsAbsent(condition, negated)]),
  ])
}

function meetsPresent(
  scene: Scene,
  { slots }: KeyTerms,
  { quantifier, key }: PlainCondition,
  matches: (slot: Slot) => Term,
  negated: boolean,
): Term {
  const [first, second] = slots
  if (first === undefined) return FALSE
  const empty = isEmpty(slots)
  const every = allOf(slots.map((slot) => implies(slot.there, matches(slot))))
  const any = anyOf(slots.map((slot) => allOf([slot.there, matches(slot)])))
  // A set operator takes an empty text for no values.
  if (quantifier === 'ForAllValues') return anyOf([empty, every])
  if (quantifier === 'ForAnyValue') return allOf([not(empty), any])
  // Without a set operator, a negated one is a NOR of all comparisons. Of the others AWS does not say whether one value is enough.
  if (negated || second === undefined) return every
  return anyOf([every, allOf([any, scene.doubt(`one of several values of ${key} is enough`)])])
}

/** "If the key is not present, evaluate the condition element as true" holds for set operators with IfExists, too. */
function meetsAbsent({ quantifier, ifExists }: PlainCondition, negated: boolean): Term {
  if (ifExists || quantifier === 'ForAllValues') return TRUE
  return negated && quantifier === undefined ? TRUE : FALSE
}

/** `Null` asks whether the key is absent, "or exists and its value is null": an empty text may count as that. */
function meetsNull(scene: Scene, { slots }: KeyTerms, values: readonly string[]): Term {
  const there = slots[0]?.there ?? FALSE
  const empty = isEmpty(slots)
  const absent = anyOf([
    not(there),
    empty === FALSE ? FALSE : allOf([empty, scene.doubt('an empty text is null')]),
  ])
  return anyOf(
    values.map((value) => {
      if (value.toLowerCase() === 'true') return absent
      return value.toLowerCase() === 'false' ? not(absent) : FALSE
    }),
  )
}

/** Whether the only value of a key is the empty text. */
function isEmpty([first, second]: readonly Slot[]): Term {
  return allOf([first?.text?.isIn(EMPTY_TEXT) ?? FALSE, not(second?.there ?? FALSE)])
}
