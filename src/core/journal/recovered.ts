import { controlByControl } from '../control-by-control.ts'
import { strengthen } from '../encryption/demand.ts'
import { isSameRule } from '../encryption/rule.ts'
import { INTERRUPTED } from '../failure.ts'
import { mergeOwnStatements } from '../policy/own-statement.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import type { Attempt, StepResult } from '../record.ts'
import { snapshotAfter } from '../snapshot-after.ts'
import type { Step } from '../step.ts'
import type { JournalEntry } from './entry.ts'

/** The steps of an interrupted change that were done, as far as the bucket shows: whole, or control by control. */
export function recovered(
  entry: JournalEntry,
  posture: BucketPosture,
  now: Date,
): readonly Attempt[] {
  const { opened, intent } = entry
  const window = { asked: opened, written: now.toISOString() }
  const shown = (step: Step): readonly Attempt[] => {
    const result = whatShows(step, intent.before, posture)
    return result ? [{ step, status: 'done', ...result, window }] : []
  }
  return intent.steps.flatMap((step): readonly Attempt[] => {
    const parts = step.type === 'put-bucket-policy' ? controlByControl(step) : []
    const [whole, some] = [shown(step), parts.flatMap(shown)]
    const done = whole.length > 0 ? whole : some
    const before = policyBefore(done, entry, posture)
    if (before) return done.map((attempt) => ({ ...attempt, before }))
    if (done.length > 0 || isAsBefore(step, intent.before, posture)) return done
    return [{ step, status: 'interrupted', failure: INTERRUPTED, window }]
  })
}

/** What an undo puts back: the policy that stood there before, if these steps are all that has changed it since. */
function policyBefore(
  done: readonly Attempt[],
  entry: JournalEntry,
  posture: BucketPosture,
): Snapshot | undefined {
  const { policy } = entry.intent.before
  const isOfPolicy = done.some(({ step }) => step.type === 'put-bucket-policy')
  if (policy === undefined || !isOfPolicy) return undefined
  const { bucket } = posture
  const left = done.reduce<Snapshot>((now, { step }) => snapshotAfter(now, step, bucket), {
    policy,
  })
  const { policy: standing = null } = snapshotOf(posture)
  return isSamePolicy(left.policy ?? null, standing) ? { policy } : undefined
}

/** Whether what a step is about stands there as it stood before. What can't be read is taken to. */
function isAsBefore({ type }: Step, before: Snapshot, posture: BucketPosture): boolean {
  const now = snapshotOf(posture)
  return type.endsWith('-policy')
    ? now.policy === undefined || isSamePolicy(now.policy, before.policy ?? null)
    : now.encryption === undefined || isSameRule(now.encryption, before.encryption ?? null)
}

/** `undefined`: it does not show that the step was done. */
function whatShows(
  step: Step,
  before: Snapshot,
  posture: BucketPosture,
): Pick<StepResult, 'statements'> | undefined {
  const policy = posture.policy.known ? (posture.policy.value?.document ?? null) : undefined
  const rule = posture.encryption.known ? (posture.encryption.value ?? null) : undefined
  switch (step.type) {
    case 'put-bucket-policy': {
      if (before.policy === undefined || policy === undefined) return undefined
      const changes = changesBy(step, before.policy, posture)
      const isThere = changesBy(step, policy, posture).length === 0
      return isThere && changes.length > 0 ? { statements: changes } : undefined
    }
    case 'put-bucket-encryption': {
      if (before.encryption === undefined || rule === undefined) return undefined
      const [old, present] = [before.encryption ?? undefined, rule ?? undefined]
      const isThere = strengthen(present, step.demand, posture.bucket) === present
      return isThere && strengthen(old, step.demand, posture.bucket) !== old ? {} : undefined
    }
    case 'restore-bucket-policy':
      return policy !== undefined && isSamePolicy(policy, step.policy) ? {} : undefined
    case 'restore-bucket-encryption':
      return rule !== undefined && isSameRule(rule, step.rule) ? {} : undefined
    default:
      return step satisfies never
  }
}

const changesBy = (
  step: Extract<Step, { type: 'put-bucket-policy' }>,
  document: Parameters<typeof mergeOwnStatements>[0] | null,
  { bucket }: BucketPosture,
) => mergeOwnStatements(document ?? undefined, step, bucket).changes
