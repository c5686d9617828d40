import { controlByControl } from '../control-by-control.ts'
import { strengthen } from '../encryption/demand.ts'
import { mergeOwnStatements } from '../policy/own-statement.ts'
import type { BucketPosture } from '../posture.ts'
import type { Attempt } from '../record.ts'
import type { Step } from '../step.ts'
import type { Intent } from './entry.ts'

/** The steps of an interrupted change that were done, as far as the bucket shows: whole, or control by control. */
export const recovered = ({ steps, before }: Intent, posture: BucketPosture): readonly Attempt[] =>
  steps.flatMap((step) => {
    const whole = doneOf({ steps: [step], before }, posture)
    const parts = step.type === 'put-bucket-policy' ? controlByControl(step) : []
    return whole.length > 0 ? whole : doneOf({ steps: parts, before }, posture)
  })

const doneOf = (
  { steps, before }: Pick<Intent, 'steps' | 'before'>,
  posture: BucketPosture,
): readonly Attempt[] =>
  steps.flatMap((step) => {
    const done = { step, status: 'done' } as const
    switch (step.type) {
      case 'put-bucket-policy': {
        if (before.policy === undefined || !posture.policy.known) return []
        const changes = changesBy(step, before.policy ?? undefined, posture)
        const document = posture.policy.value?.document
        const isThere = changesBy(step, document, posture).length === 0
        return isThere && changes.length > 0 ? [{ ...done, statements: changes }] : []
      }
      case 'put-bucket-encryption': {
        if (before.encryption === undefined || !posture.encryption.known) return []
        const old = before.encryption ?? undefined
        const rule = posture.encryption.value
        const isThere = strengthen(rule, step.demand, posture.bucket) === rule
        return isThere && strengthen(old, step.demand, posture.bucket) !== old ? [done] : []
      }
      default:
        return step satisfies never
    }
  })

const changesBy = (
  step: Extract<Step, { type: 'put-bucket-policy' }>,
  document: Parameters<typeof mergeOwnStatements>[0],
  { bucket }: BucketPosture,
) => mergeOwnStatements(document, step, bucket).changes
