import { strengthen } from '../encryption/requirement.ts'
import { isSameRule } from '../encryption/rule.ts'
import { INTERRUPTED } from '../failures/failure.ts'
import { controlByControl } from '../plan/control-by-control.ts'
import type { PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import { mergeOwnStatements } from '../statements/merge.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { Step } from '../step.ts'
import type { JournalEntry } from './entry.ts'
import type { Attempt, StepResult } from './record.ts'

/** The steps of an interrupted change that were done, as far as the bucket shows: whole, or control by control. */
export function recoverSteps(
  entry: JournalEntry,
  posture: BucketPosture,
  now: Date,
): readonly Attempt[] {
  const { started, intent } = entry
  const window = { asked: started, written: now.toISOString() }
  return intent.steps.flatMap((step): readonly Attempt[] => {
    const before = beforeOf(step, intent.before, posture)
    const shown = (part: Step): readonly Attempt[] => {
      const result = whatShows(part, intent.before, posture)
      return result ? [{ step: part, status: 'done', ...result, ...before, window }] : []
    }
    const parts = step.type === 'put-bucket-policy' ? controlByControl(step) : []
    const [whole, some] = [shown(step), parts.flatMap(shown)]
    const done = whole.length > 0 ? whole : some
    if (done.length > 0 || isAsBefore(step, intent.before, posture)) return done
    return [{ step, status: 'interrupted', failure: INTERRUPTED, window }]
  })
}

/** The steps that none of these attempts tells of: they may have been done, and somebody else have taken them back. */
export function stepsInDoubt(
  { started, intent }: JournalEntry,
  attempts: readonly Attempt[],
  now: Date,
): readonly Attempt[] {
  const window = { asked: started, written: now.toISOString() }
  const isTold = ({ type }: Step) =>
    attempts.some(({ step, status }) => step.type === type && TELLING.includes(status))
  return intent.steps
    .filter((step) => !isTold(step))
    .map((step) => ({ step, status: 'interrupted', failure: INTERRUPTED, window }))
}

const TELLING: readonly StepResult['status'][] = ['done', 'failed', 'interrupted']

/** What stood there right before the write: what was seen at the first look, unless somebody put something else in between. */
function beforeOf(
  step: Step,
  { policy: first }: Snapshot,
  { policy, bucket }: BucketPosture,
): Pick<Attempt, 'before'> {
  if (step.type !== 'put-bucket-policy' || !policy.known || first === undefined) return {}
  const standing = policy.value?.document ?? null
  const isFirst = isSamePolicy(othersIn(standing, bucket), othersIn(first, bucket))
  if (isFirst) return { before: { policy: first } }
  const sids = step.required.map(({ Sid }) => Sid)
  return { before: { policy: withoutOwn(standing, sids, bucket) } }
}

const othersIn = (policy: PolicyDocument | null, bucket: BucketId) =>
  withoutOwn(policy, OWN_SIDS, bucket)

/** Whether what a step is about stands there as it stood before. What can't be read does not tell. */
function isAsBefore({ type }: Step, before: Snapshot, posture: BucketPosture): boolean {
  const now = snapshotOf(posture)
  return type.endsWith('-policy')
    ? now.policy !== undefined && isSamePolicy(now.policy, before.policy ?? null)
    : now.encryption !== undefined && isSameRule(now.encryption, before.encryption ?? null)
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
      const old = before.encryption ?? undefined
      const put = strengthen(old, step.demand, posture.bucket)
      // Another rule that meets the demand may be somebody else's, or theirs with Cooper's demand.
      return put !== old && isSameRule(rule, put ?? null) ? {} : undefined
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
