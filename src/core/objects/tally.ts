import { type CountRange, rangeOf } from './interval.ts'
import { OBJECT_ENCRYPTIONS, type ObjectClass } from './object-class.ts'
import { type ObjectRequirement, type Shortfall, shortfallOf } from './shortfall.ts'

export interface ClassCount extends ObjectClass {
  readonly objects: number
  /** Of the objects that were inspected. */
  readonly bytes: number
  readonly shortfall?: Shortfall | 'unknown'
  /** Of all objects, where only a sample was inspected. */
  readonly range?: CountRange
  /** The keys of some objects. */
  readonly examples: readonly string[]
}

export interface ObjectTally {
  readonly add: (object: ObjectClass, key: string, bytes: number) => void
  readonly classes: (all: number) => readonly ClassCount[]
  readonly inspected: () => number
}

const MOST_EXAMPLES = 3

/** Counts objects by class. Memory grows with the number of classes only. */
export function createObjectTally(requirement: ObjectRequirement): ObjectTally {
  const counts = new Map<
    string,
    { class: ObjectClass; objects: number; bytes: number; examples: string[] }
  >()
  let inspected = 0
  return {
    add(object, key, bytes) {
      inspected += 1
      const id = identityOf(object)
      const count = counts.get(id) ?? { class: object, objects: 0, bytes: 0, examples: [] }
      counts.set(id, count)
      count.objects += 1
      count.bytes += bytes
      if (count.examples.length < MOST_EXAMPLES) count.examples.push(key)
    },
    classes: (all) =>
      [...counts.values()].toSorted(inOrder).map(({ class: object, ...count }) => {
        const shortfall = shortfallOf(object, requirement)
        const range = inspected < all ? rangeOf(count.objects, inspected, all) : undefined
        return { ...object, ...count, ...(shortfall && { shortfall }), ...(range && { range }) }
      }),
    inspected: () => inspected,
  }
}

const identityOf = ({ encryption, kmsKey, bucketKey, clientSide }: ObjectClass) =>
  [encryption, kmsKey, bucketKey, clientSide].join('\n')

interface Counted {
  readonly class: ObjectClass
  readonly objects: number
}

const ORDER: readonly ObjectClass['encryption'][] = ['unknown', ...OBJECT_ENCRYPTIONS]

const inOrder = (one: Counted, other: Counted): number =>
  ORDER.indexOf(one.class.encryption) - ORDER.indexOf(other.class.encryption) ||
  other.objects - one.objects
