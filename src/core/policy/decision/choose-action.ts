import { matches } from '../../glob.ts'
import type { PatternSet } from '../document.ts'
import { actionPatterns, actionText } from '../evaluation/actions.ts'
import type { RequestClass, ResourceKind } from '../request-class.ts'
import type { ActionGroup } from './action-keys.ts'
import type { Track } from './automaton.ts'
import type { Budget } from './budget.ts'
import { costOfPatterns, type Dimension, type DimensionPart, dimension, part } from './dimension.ts'
import { findString } from './find-string.ts'
import { BUCKET_ACTIONS, OBJECT_ACTIONS, OTHER_ACTIONS } from './known-actions.ts'
import { outOfActions } from './languages.ts'
import { ACTION_SHAPE } from './shapes.ts'

interface Action {
  readonly name: string
  readonly text: readonly number[]
}

/** The known actions on a kind of resource, and the known ones that do not apply to it. */
const ACTIONS = {
  object: actionsOf(OBJECT_ACTIONS, [...BUCKET_ACTIONS, ...OTHER_ACTIONS]),
  bucket: actionsOf(BUCKET_ACTIONS, [...OBJECT_ACTIONS, ...OTHER_ACTIONS]),
}

function actionsOf(known: readonly string[], others: readonly string[]) {
  const segments = [...ACTION_SHAPE.keys()]
  const notOthers: Track = {
    patterns: others.map(actionText),
    required: false,
    ignoreCase: true,
    segments,
  }
  return { known: known.map(actionOf), others, notOthers }
}

function actionOf(name: string): Action {
  return { name, text: actionText(name) }
}

interface Offered {
  readonly kind: ResourceKind
  readonly group: ActionGroup
  readonly requests: Pick<RequestClass, 'actions'>
}

/** The actions that apply to a kind of resource. A known action is preferred as the example. */
export function actionDimension(
  sets: readonly PatternSet[],
  { kind, group, requests: { actions } }: Offered,
  budget: Budget,
): Dimension {
  const { known, others, notOthers } = ACTIONS[kind]
  const isOffered = (name: string): boolean =>
    !others.includes(name) && (group.names?.includes(name) ?? true)
  const all = actions === 'all' ? known : actions.map(actionOf)
  const offered = all.filter(({ name }) => isOffered(name))
  const hasFuture = actions === 'all' && group.names === undefined
  const fails = (test: number, action: Action): boolean => {
    const set = sets[test]
    return set !== undefined && leavesOut(set, action)
  }
  const cost = (test: number): number => costOfPatterns(sets[test])
  const make = (action: Action): DimensionPart =>
    part({ action: action.name }, (test) => fails(test, action), { budget, cost })
  const parts = offered.map(make)
  return dimension(budget, (tests) => {
    const required = tests.map((test) => sets[test]).filter((set) => set !== undefined)
    if (required.some(appliesToEveryAction)) return undefined
    const found = parts.find(({ fails }) => tests.every(fails))
    if (found !== undefined) return found
    const invented = hasFuture ? inventAction(required, notOthers, budget) : undefined
    return invented === undefined ? undefined : make(actionOf(invented))
  })
}

/** As `includesAction`, for an action whose text is known. */
function leavesOut(set: PatternSet, { text }: Action): boolean {
  return set.negated === actionPatterns(set).some((pattern) => matches(pattern, text))
}

function appliesToEveryAction({ negated, patterns }: PatternSet): boolean {
  return !negated && patterns.some((pattern) => /^(\*|s3:\*)$/i.test(pattern))
}

/** An action that S3 may add in the future. */
function inventAction(
  sets: readonly PatternSet[],
  notOthers: Track,
  budget: Budget,
): string | undefined {
  const segments = [...ACTION_SHAPE.keys()]
  const tracks = [...sets.map((set) => outOfActions(set, segments)), notOthers]
  const [service, name] = findString(ACTION_SHAPE, tracks, budget) ?? []
  if (service === undefined || name === undefined) return undefined
  return service + name.charAt(0).toUpperCase() + name.slice(1)
}
