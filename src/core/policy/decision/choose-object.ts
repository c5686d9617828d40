import type { PatternSet } from '../document.ts'
import type { Scope } from '../evaluation/conditions.ts'
import { covers } from '../evaluation/resources.ts'
import type { Budget } from './budget.ts'
import { costOfPatterns, type Dimension, type DimensionPart, dimension, part } from './dimension.ts'
import { findString } from './find-string.ts'
import { outOfResources } from './languages.ts'
import { objectArnShape } from './shapes.ts'

const LONGEST_KEY = 1024

/** All possible objects of a bucket. */
export function objectDimension(
  sets: readonly PatternSet[],
  bucketArn: string,
  scope: Scope,
  budget: Budget,
): Dimension {
  const leavesOut = (test: number, arn: string): boolean => {
    const set = sets[test]
    return set !== undefined && !covers(set, arn, scope)
  }
  const cost = (test: number): number => costOfPatterns(sets[test])
  const make = (resource: string): DimensionPart =>
    part({ resource }, (test) => leavesOut(test, resource), { budget, cost })
  const usual = make(`${bucketArn}/any-object`)
  return dimension(budget, (tests) => {
    const required = tests.map((test) => sets[test]).filter((set) => set !== undefined)
    if (required.some((set) => coversEveryObject(set, bucketArn))) return undefined
    if (tests.every(usual.fails)) return usual
    const found = findObjectKey(required, bucketArn, scope, budget)
    return found === undefined ? undefined : make(found)
  })
}

function coversEveryObject({ negated, patterns }: PatternSet, bucketArn: string): boolean {
  const every = ['*', `${bucketArn}/*`, `${bucketArn}*`]
  return !negated && patterns.some((pattern) => every.includes(pattern))
}

function findObjectKey(
  sets: readonly PatternSet[],
  bucketArn: string,
  scope: Scope,
  budget: Budget,
): string | undefined {
  const shape = objectArnShape(bucketArn)
  const tracks = sets.map((set) => outOfResources(set, scope, [...shape.keys()]))
  const [prefix, key] = findString(shape, tracks, budget) ?? []
  if (prefix === undefined || key === undefined) return undefined
  if (utf8Bytes(key) <= LONGEST_KEY) return prefix + key
  budget.doubt ??=
    'Requests for very long object keys with unusual characters might not be denied. Write a Deny of all objects'
  return undefined
}

function utf8Bytes(text: string): number {
  return encodeURIComponent(text).replace(/%../g, 'x').length
}
