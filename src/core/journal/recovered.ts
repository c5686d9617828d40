import { strengthen } from '../encryption/demand.ts'
import { isSameRule } from '../encryption/rule.ts'
import { mergeOwnStatements } from '../policy/own-statement.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import type { BucketPosture } from '../posture.ts'
import type { Attempt, StepResult } from '../record.ts'
import type { Step } from '../step.ts'
import type { JournalEntry } from './entry.ts'

/** The steps of an interrupted change that were done, as far as the bucket shows. */
export function recovered(
  { opened, intent }: JournalEntry,
  posture: BucketPosture,
  now: Date,
): readonly Attempt[] {
  // Nobody knows when the bucket was read for the last time.
  const seen = now.toISOString()
  const window = { asked: opened, read: seen, written: seen }
  return intent.steps.flatMap((step) => {
    const statements = whatShows(step, intent.before, posture)
    return statements ? [{ step, status: 'done', ...statements, window } as const] : []
  })
}

/** `undefined`: it does not show that the step was done. */
function whatShows(
  step: Step,
  before: JournalEntry['intent']['before'],
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
