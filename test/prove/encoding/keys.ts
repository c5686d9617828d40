import { type CallerKind, DIGITS, factOf, type KeyFact } from '../facts/keys.ts'
import {
  ANY_TEXT,
  allBut,
  either,
  exactText,
  type Language,
  oneOrMore,
} from '../texts/languages.ts'
import { giveValues } from './given-values.ts'
import { identityKey } from './identity.ts'
import { inexpressible } from './inexpressible.ts'
import { ADDRESS_TEXT, isAddress } from './ip-ranges.ts'
import type { KeyUses, Use } from './key-uses.ts'
import { givenText, type Scene, type Text } from './scene.ts'
import { allOf, anyOf, FALSE, implies, not, type Term, TRUE } from './smt.ts'
import { actionOf } from './target.ts'

/** One value of a key, if it is there: a text or a number. */
export interface Slot {
  readonly there: Term
  readonly text?: Text
  readonly number?: Term
}

/** A condition key in a request. An absent key has no slot that is there. */
export interface KeyTerms {
  readonly form: 'text' | 'choice' | 'number' | 'address'
  /** The values of a `choice`. */
  readonly choices: readonly string[]
  readonly slots: readonly Slot[]
}

export type Keys = (name: string) => KeyTerms

const ABSENT: KeyTerms = { form: 'choice', choices: [], slots: [] }
/** How many values of a key the solver may choose. */
const MOST_VALUES = 3
const LONGEST_VALUE = 256

/** The keys of a scene, each encoded once, in the form in which the policy compares it. */
export function openKeys(scene: Scene, uses: KeyUses): Keys {
  const known = new Map<string, KeyTerms>()
  return (name) => {
    const terms = known.get(name) ?? giveValues(scene, name, encodeKey(scene, name, uses))
    known.set(name, terms)
    return terms
  }
}

function encodeKey(scene: Scene, name: string, uses: KeyUses): KeyTerms {
  const rule = scene.requests.keys.get(name)
  if (rule?.oneOf) return choice(scene, name, TRUE, rule.oneOf)
  const identity = identityKey(scene, name)
  if (identity) return identity
  const fact = factOf(name)
  if (!mayHave(fact, scene.caller)) return ABSENT
  const there = fact.always === true && fact.route === undefined ? TRUE : presence(scene, name)
  restrict(scene, fact, there)
  if (fact.form === 'boolean') return choice(scene, name, there, ['true', 'false'])
  const terms = valuesOf(scene, name, fact, uses.get(name) ?? new Set(), there)
  for (const other of rule?.noneOf ?? []) {
    for (const { text } of terms.slots) text?.mustBeIn(allBut(exactText(other)))
  }
  return terms
}

const mayHave = ({ callers }: KeyFact, caller: CallerKind) => callers?.includes(caller) ?? true

const presence = (scene: Scene, name: string) => scene.constant(`has ${name}`, 'Bool')

function restrict(scene: Scene, { actions, route, always }: KeyFact, there: Term): void {
  if (actions) scene.require(implies(there, actionOf(scene).isIn(either(actions.map(exactText)))))
  if (route) {
    const through = scene.constant('through an endpoint', 'Bool')
    const taken = route === 'endpoint' ? through : not(through)
    scene.require(implies(there, taken))
    if (always) scene.require(implies(taken, there))
  }
}

function choice(scene: Scene, name: string, there: Term, choices: readonly string[]): KeyTerms {
  const [only] = choices
  if (only === undefined) return ABSENT
  const text =
    choices.length === 1
      ? givenText(only, scene.require)
      : scene.text(name, either(choices.map(exactText)), LONGEST_VALUE)
  return { form: 'choice', choices, slots: [{ there, text }] }
}

function valuesOf(
  scene: Scene,
  name: string,
  fact: KeyFact,
  uses: ReadonlySet<Use>,
  there: Term,
): KeyTerms {
  const form = formOf(name, fact, uses)
  if (form !== 'text') {
    const number = scene.constant(name, 'Int')
    scene.require(form === 'address' ? isAddress(number) : `(>= ${number} 0)`)
    return { form, choices: [], slots: [{ there, number }] }
  }
  const count = fact.several ? MOST_VALUES : 1
  const slots = Array.from({ length: count }, (_, index): Slot => {
    const text = scene.text(`${name} ${index}`, textsOf(fact), LONGEST_VALUE)
    return { there: index === 0 ? there : presence(scene, `${name} ${index}`), text }
  })
  slots.slice(1).forEach((slot, index) => {
    scene.require(implies(slot.there, slots[index]?.there ?? FALSE))
  })
  return { form, choices: [], slots }
}

const textsOf = ({ form, values }: KeyFact): Language => {
  if (form === 'number') return oneOrMore(DIGITS)
  return form === 'address' ? ADDRESS_TEXT : (values ?? ANY_TEXT)
}

function formOf(name: string, { form }: KeyFact, uses: ReadonlySet<Use>): KeyTerms['form'] {
  const compared = [...uses].filter((use) => use !== 'presence')
  const whole = form === 'address' ? 'address' : form === 'text' ? 'text' : 'number'
  if (compared.length === 0) return whole
  const asText = compared.every((use) => use === 'text')
  if (form === 'date' && asText) return inexpressible('a moment as text')
  if (asText) return 'text'
  if (compared.includes('text')) return inexpressible(`a ${form} compared as text and otherwise`)
  const fits = compared.every(
    (use) => use === form || (name === 'aws:epochtime' && use === 'number'),
  )
  return fits ? whole : inexpressible(`another operator than that of a ${form}`)
}

/** Whether a key is there with one of its first value's texts. */
export const isThereWith = ({ slots }: KeyTerms, language: Language): Term =>
  anyOf(
    slots.slice(0, 1).map(({ there, text }) => allOf([there, text ? text.isIn(language) : FALSE])),
  )
