import { exactText } from '../texts/languages.ts'
import type { KeyUses } from './key-uses.ts'
import { isThereWith, type Keys, type Slot } from './keys.ts'
import { BUCKET_ACCOUNT, type Scene } from './scene.ts'
import { bothOrNeither, FALSE, implies, same, type Term } from './smt.ts'

const IS_TRUE = exactText('true')

/** Keys that depend on each other, where the policy or the request mentions both. */
export function tieKeys(scene: Scene, keys: Keys, uses: KeyUses): void {
  const tie = (left: string, right: string, term: (one: Slot, other: Slot) => Term) => {
    if (!uses.has(left) || !uses.has(right)) return
    const [one] = keys(left).slots
    const [other] = keys(right).slots
    if (one) scene.require(implies(one.there, other ? term(one, other) : FALSE))
  }
  const withBoth = (sign: string) => (one: Slot, other: Slot) =>
    one.number && other.number ? `(${sign} ${one.number} ${other.number})` : FALSE

  tie('aws:currenttime', 'aws:epochtime', withBoth('='))
  tie('aws:tokenissuetime', 'aws:currenttime', withBoth('<='))
  tie('aws:multifactorauthage', 'aws:multifactorauthpresent', () =>
    isThereWith(keys('aws:multifactorauthpresent'), IS_TRUE),
  )
  for (const via of ['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']) {
    tie(via, 'aws:viaawsservice', () => isThereWith(keys('aws:viaawsservice'), IS_TRUE))
  }
  for (const name of ['aws:resourceaccount', 's3:resourceaccount']) {
    if (uses.has(name)) keys(name).slots[0]?.text?.mustBeIn(exactText(BUCKET_ACCOUNT))
  }
  for (const whose of ['aws:principalorg', 'aws:resourceorg', 'aws:vpceorg']) {
    tieOrganization(scene, keys, uses, whose)
  }
}

/** An account of an organization has its identifier, and one path, which begins with it. */
function tieOrganization(scene: Scene, keys: Keys, uses: KeyUses, whose: string): void {
  if (!uses.has(`${whose}id`) || !uses.has(`${whose}paths`)) return
  const [id] = keys(`${whose}id`).slots
  const [path, ...more] = keys(`${whose}paths`).slots
  if (id === undefined || path === undefined) return
  scene.require(bothOrNeither(id.there, path.there))
  for (const { there } of more) scene.require(same(there, FALSE))
}
