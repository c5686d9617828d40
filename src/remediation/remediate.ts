import { assess } from '../core/assessment/assess.ts'
import type { Circumstances } from '../core/assessment/circumstances.ts'
import { isUnknownToS3 } from '../core/failures/failure.ts'
import { type Finding, isNonCompliant } from '../core/finding.ts'
import type { Attempt } from '../core/journal/record.ts'
import {
  type Dialect,
  isWritten,
  type PlannedStep,
  plan,
  withRule,
  worse,
} from '../core/plan/plan.ts'
import type { Edge } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { applyInParts } from './apply-in-parts.ts'
import { stopUnlessBegun } from './deadline.ts'
import { lookUntil } from './read-after-write.ts'

export interface Mended {
  readonly findings: readonly Finding[]
  readonly attempts: readonly Attempt[]
  readonly after: BucketPosture
}

/** Applies the steps for what falls short, and looks again. `undefined`: the bucket is gone by now. */
export async function mend(
  first: readonly Finding[],
  before: BucketPosture,
  circumstances: Circumstances,
  edge: Edge,
): Promise<Mended | undefined> {
  const { encrypted, refused } = await mendEncryption(first, before, circumstances, edge)
  // Statements on uploads speak of the default encryption, so of the one that stands there by now.
  const standing = standingAfter(before, encrypted, circumstances)
  const findings = worse(first, assess(standing, circumstances))
  const dialect = refused ? 'older' : 'current'
  const steps = plan('policy', findings, standing, circumstances, dialect)
  const isReplaced = steps.some(({ step }) => step.controls.includes('customer-keys'))
  const attempts = [
    ...(refused && !isReplaced ? [refused] : []),
    ...encrypted,
    ...(await applyAll(steps, standing, edge)),
  ]
  stopUnlessBegun(attempts)
  const after = await verify(before, attempts, circumstances, edge)
  const unheeded = after && unheededIn(assess(after, circumstances), attempts)
  if (!after || !unheeded) return after && { findings, attempts, after }

  const instead = plan('policy', [unheeded], after, circumstances, 'older')
  const all = [...attempts, ...(await applyAll(instead, after, edge))]
  const last = await verify(before, all, circumstances, edge)
  return last && { findings, attempts: all, after: last }
}

/** One put; another without what S3 refused as unknown to it. What is only reported on is so of the rule that stands by then. */
async function mendEncryption(
  findings: readonly Finding[],
  before: BucketPosture,
  circumstances: Circumstances,
  edge: Edge,
) {
  const encrypt = (dialect: Dialect) =>
    applyAll(
      plan('encryption', findings, before, circumstances, dialect).filter(isWritten),
      before,
      edge,
    )
  const tried = await encrypt('current')
  const refused = tried.find(isRefusedAsUnknown)
  const written = refused ? await encrypt('older') : tried
  const live = standingAfter(before, written, circumstances)
  const open = worse(findings, assess(live, circumstances))
  const reported = plan('encryption', open, live, circumstances, 'current').filter(
    (planned) => !isWritten(planned),
  )
  return { encrypted: [...written, ...(await applyAll(reported, live, edge))], refused }
}

async function applyAll(
  planned: readonly PlannedStep[],
  { bucket }: BucketPosture,
  edge: Edge,
): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = []
  for (const { step, mode } of planned) {
    attempts.push(
      ...(mode === 'report'
        ? [{ step, status: 'planned' } as const]
        : await applyInParts(step, bucket, edge)),
    )
  }
  return attempts
}

/** The posture with the rule that stands by now, or that would stand where uploads are only reported on too. */
function standingAfter(
  posture: BucketPosture,
  attempts: readonly Attempt[],
  { settings }: Circumstances,
): BucketPosture {
  const isReported = settings.modes['upload-encryption'] === 'report'
  const known = attempts.find((attempt) => 'standing' in attempt)
  const present = known
    ? { ...posture, encryption: { known: true, value: known.standing } as const }
    : posture
  const planned = attempts.find(({ status }) => status === 'planned')?.step
  return isReported && planned?.type === 'put-bucket-encryption'
    ? withRule(present, planned)
    : present
}

const asksForBlock = ({ step }: Attempt) =>
  step.type === 'put-bucket-encryption' && step.demand.blockCustomerKeys === true

const isRefusedAsUnknown = (attempt: Attempt): boolean =>
  asksForBlock(attempt) && attempt.failure !== undefined && isUnknownToS3(attempt.failure)

/** What still falls short although S3 took what it was asked for. */
const unheededIn = (findings: readonly Finding[], attempts: readonly Attempt[]) =>
  attempts.some((attempt) => attempt.status === 'done' && asksForBlock(attempt))
    ? findings.find((one) => one.control === 'customer-keys' && isNonCompliant(one))
    : undefined

/** A second look, where something was tried; patient only while a write that went through does not show yet. */
async function verify(
  before: BucketPosture,
  attempts: readonly Attempt[],
  circumstances: Circumstances,
  edge: Edge,
): Promise<BucketPosture | undefined> {
  const tried = attempts.filter(({ status }) => status !== 'planned')
  if (tried.length === 0) return before
  const isOpen = ({ control, verdict }: Finding) =>
    verdict === 'non-compliant' && tried.some(({ step }) => step.controls.includes(control))
  const isWritten = tried.some(({ status }) => status === 'done')
  const isShown = (after: BucketPosture) => !isWritten || !assess(after, circumstances).some(isOpen)
  return lookUntil(isShown, before.bucket, edge)
}
