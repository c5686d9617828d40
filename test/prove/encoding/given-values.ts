import { exactText } from '../texts/languages.ts'
import { momentOf } from './compare.ts'
import { inexpressible } from './inexpressible.ts'
import { addressNumber } from './ip-ranges.ts'
import type { KeyTerms, Slot } from './keys.ts'
import { givenText, type Scene } from './scene.ts'
import { FALSE, not, same, TRUE } from './smt.ts'

/** A key whose values are given, such as those of a request that Cooper names. */
export function giveValues(scene: Scene, name: string, terms: KeyTerms): KeyTerms {
  const values = scene.given.get(name)
  if (values === undefined) return terms
  if (values.length > terms.slots.length) {
    if (terms.slots.length > 1) inexpressible('a request with many values of a key')
    scene.require(FALSE)
  }
  for (const [index, slot] of terms.slots.entries()) {
    const value = values[index]
    scene.require(value === undefined ? not(slot.there) : slot.there)
    if (value !== undefined) giveValue(scene, terms, slot, value)
  }
  const slots = values.map((value, index): Slot => {
    const number = terms.slots[index]?.number
    return number ? { there: TRUE, number } : { there: TRUE, text: givenText(value, scene.require) }
  })
  return { ...terms, slots }
}

function giveValue(scene: Scene, { form }: KeyTerms, { text, number }: Slot, value: string): void {
  text?.mustBeIn(exactText(value))
  if (number === undefined) return
  const whole = form === 'address' ? addressNumber(value) : numberOfValue(value)
  const fits = whole !== undefined && (typeof whole === 'bigint' || Number.isInteger(whole))
  scene.require(fits ? same(number, String(whole)) : FALSE)
}

const numberOfValue = (value: string) => (/^\d+$/.test(value) ? Number(value) : momentOf(value))
