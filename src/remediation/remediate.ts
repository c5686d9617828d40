import { assess } from '../core/assessment/assess.ts'
import type { Circumstances } from '../core/assessment/circumstances.ts'
import { isUnknownToS3 } from '../core/failures/failure.ts'
import { type Finding, isNonCompliant } from '../core/finding.ts'
import type { Attempt } from '../core/journal/record.ts'
import {
  type Dialect,
  isRemediated,
  type PlannedStep,
  plan,
  withRule,
  worstFindings,
} from '../core/plan/plan.ts'
import type { WritePorts } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { applyInParts } from './apply-in-parts.ts'
import { stopUnlessBegun } from './deadline.ts'
import { readAfterWrite } from './read-after-write.ts'

export interface Applied {
  readonly findings: readonly Finding[]
  readonly attempts: readonly Attempt[]
  readonly after: BucketPosture
}

/** Applies the steps for what falls short, and looks again. `undefined`: the bucket is gone by now. */
export async function applyAndVerify(
  first: readonly Finding[],
  before: BucketPosture,
  circumstances: Circumstances,
  ports: WritePorts,
): Promise<Applied | undefined> {
  const { encrypted, refused } = await applyEncryption(first, before, circumstances, ports)
  // Statements on uploads speak of the default encryption, so of the one that stands there by now.
  const standing = standingAfter(before, encrypted, circumstances)
  const findings = worstFindings(first, assess(standing, circumstances))
  const dialect = refused ? 'older' : 'current'
  const steps = plan('policy', findings, standing, circumstances, dialect)
  const isReplaced = steps.some(({ step }) => step.controls.includes('sse-c'))
  const attempts = [
    ...(refused && !isReplaced ? [refused] : []),
    ...encrypted,
    ...(await applyAll(steps, standing, ports)),
  ]
  stopUnlessBegun(attempts)
  const after = await verify(before, attempts, circumstances, ports)
  const unheeded = after && unheededIn(assess(after, circumstances), attempts)
  if (!after || !unheeded) return after && { findings, attempts, after }

  const instead = plan('policy', [unheeded], after, circumstances, 'older')
  const all = [...attempts, ...(await applyAll(instead, after, ports))]
  const last = await verify(before, all, circumstances, ports)
  return last && { findings, attempts: all, after: last }
}

/** One put; another without what S3 refused as unknown to it. What is only reported on is so of the rule that stands by then. */
async function applyEncryption(
  findings: readonly Finding[],
  before: BucketPosture,
  circumstances: Circumstances,
  ports: WritePorts,
) {
  const encrypt = (dialect: Dialect) =>
    applyAll(
      plan('encryption', findings, before, circumstances, dialect).filter(isRemediated),
      before,
      ports,
    )
  const tried = await encrypt('current')
  const refused = tried.find(isRefusedAsUnknown)
  const written = refused ? await encrypt('older') : tried
  const live = standingAfter(before, written, circumstances)
  const open = worstFindings(findings, assess(live, circumstances))
  const reported = plan('encryption', open, live, circumstances, 'current').filter(
    (planned) => !isRemediated(planned),
  )
  return { encrypted: [...written, ...(await applyAll(reported, live, ports))], refused }
}

async function applyAll(
  planned: readonly PlannedStep[],
  { bucket }: BucketPosture,
  ports: WritePorts,
): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = []
  for (const { step, mode } of planned) {
    attempts.push(
      ...(mode === 'report'
        ? [{ step, status: 'planned' } as const]
        : await applyInParts(step, bucket, ports)),
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
  step.type === 'put-bucket-encryption' && step.demand.blockSseC === true

const isRefusedAsUnknown = (attempt: Attempt): boolean =>
  asksForBlock(attempt) && attempt.failure !== undefined && isUnknownToS3(attempt.failure)

/** What still falls short although S3 took what it was asked for. */
const unheededIn = (findings: readonly Finding[], attempts: readonly Attempt[]) =>
  attempts.some((attempt) => attempt.status === 'done' && asksForBlock(attempt))
    ? findings.find((one) => one.control === 'sse-c' && isNonCompliant(one))
    : undefined

/** A second look, where something was tried; patient only while a write that went through does not show yet. */
async function verify(
  before: BucketPosture,
  attempts: readonly Attempt[],
  circumstances: Circumstances,
  ports: WritePorts,
): Promise<BucketPosture | undefined> {
  const tried = attempts.filter(({ status }) => status !== 'planned')
  if (tried.length === 0) return before
  const isOpen = ({ control, verdict }: Finding) =>
    verdict === 'non-compliant' && tried.some(({ step }) => step.controls.includes(control))
  const isWritten = tried.some(({ status }) => status === 'done')
  const isShown = (after: BucketPosture) => !isWritten || !assess(after, circumstances).some(isOpen)
  return readAfterWrite(isShown, before.bucket, ports)
}
