import { ATTRIBUTES } from '../../core/attributes/all.ts'
import type {
  Attribute,
  AttributeName,
  Changed,
  StoredValue,
} from '../../core/attributes/attribute.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { Refusal } from '../../core/bucket-calls.ts'
import {
  explainRefusal,
  type Failure,
  LAST_STATEMENT,
  POLICY_DELETED,
  unexpected,
  unreadable,
} from '../../core/failures/failure.ts'
import { isNotYet } from '../../core/failures/not-yet.ts'
import type { Attempt } from '../../core/journal/record.ts'
import type { WritePorts } from '../../core/ports.ts'
import { type BucketPosture, type Snapshot, storedIn } from '../../core/posture.ts'
import { retry, settled } from '../../core/retry.ts'
import { isPut, isRestore, type PutStep, type RestoreStep, type Step } from '../../core/step.ts'
import { mayWait, RESERVE, RETRY_WAITS, tooLate } from '../deadline.ts'

/** The result of an attempt. */
type AttemptResult = Omit<Attempt, 'step'>

/** Applies a step to a bucket that was in the known posture a moment ago. Never throws, so that the failure of one step does not stop or hide another. */
export async function applyStep(
  step: Step,
  known: BucketPosture,
  ports: WritePorts,
): Promise<Attempt> {
  let unanswered: AttemptResult | undefined
  const last = await retry(
    // Each retry reads and merges again, since the concurrent operation may have changed the attribute.
    async () => {
      const tried = await settled(
        tryStep(step, known, ports, (before) => ports.logIntent(step, before)),
      )
      const result = 'error' in tried ? interrupted(tried.error) : tried.value
      if (isSent(result) && result.error !== undefined) unanswered ??= result
      return result
    },
    // "409 OperationAborted" is common right after the creation of a bucket, during another change of it.
    (result) => !isNotYet(result.failure) && (!isSent(result) || result.error === undefined),
    {
      waits: RETRY_WAITS,
      wait: ports.wait,
      mayWait: (milliseconds) => mayWait(ports, milliseconds, RESERVE.write),
    },
  )
  const isAnswered = isSent(last) && last.error === undefined
  // An earlier try whose answer was lost may have succeeded.
  return { step, ...(unanswered && !isAnswered ? upToNow(unanswered, ports) : last) }
}

const isSent = ({ before }: AttemptResult) => before !== undefined

/** Extends the window of a write of unknown success until now. */
const upToNow = ({ window, ...result }: AttemptResult, { now }: WritePorts): AttemptResult => ({
  ...result,
  ...(window && { window: { ...window, written: now().toISOString() } }),
})

/** S3 has no conditional writes for bucket attributes, so this reads again right before the put. */
async function tryStep<Name extends AttributeName>(
  step: Step<Name>,
  known: BucketPosture,
  ports: WritePorts,
  logIntent: (before: Snapshot) => void,
): Promise<AttemptResult> {
  const { s3, now } = ports
  const { bucket } = known
  const attribute = attributeOfStep(step)
  const asked = now().toISOString()
  const observed = await attribute.read(s3, bucket)
  const read = now().toISOString()
  if (!observed.known) return failed(unreadable(observed.reason))
  const current = observed.value === undefined ? null : attribute.toStored(observed.value)
  const next = nextValue(step, current, bucket)
  if (isPut(step) && isDeleted(attribute.name, current, known)) return failed(POLICY_DELETED)
  if (next === 'unneeded') return { status: 'unneeded', current: { [attribute.name]: current } }
  if (next.value === null && isPut(step)) return failed(LAST_STATEMENT)
  const { value, statements } = next
  const before = { [attribute.name]: current }
  const late = tooLate(ports, bucket.name)
  if (late) throw late
  logIntent(before)
  const call =
    value === null ? removeFrom(attribute, bucket, ports) : attribute.write(s3, bucket, value)
  const answer = await settled(call)
  const facts = { before, ...(statements && { statements }) }
  const refusal = 'value' in answer ? answer.value : undefined
  if (refusal) {
    const sent = value === null ? undefined : attribute.sent(value, statements ?? [])
    return { ...failed(explainRefusal(attribute.put, refusal, sent)), ...facts }
  }
  const window = { asked, read, written: now().toISOString() }
  return 'error' in answer
    ? { ...interrupted(answer.error), window, ...facts }
    : { status: 'done', window, ...facts, current: { [attribute.name]: value } }
}

/** Whether somebody deleted the policy since it was read. */
const isDeleted = (name: AttributeName, current: object | null, known: BucketPosture) =>
  name === 'policy' && current === null && storedIn(known, name) !== null

const attributeOfStep = <Name extends AttributeName>(step: Step<Name>): Attribute<Name> => {
  const name: Name = step.attribute
  return ATTRIBUTES[name]
}

function nextValue<Name extends AttributeName>(
  step: Step<Name>,
  current: StoredValue<Name> | null,
  bucket: Bucket,
): Changed<Name> | 'unneeded' {
  if (isPut(step)) return changedBy(step, current, bucket)
  return isRestore(step) ? restoreIfUnchanged(step, current) : 'unneeded'
}

function changedBy<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  current: StoredValue<Name> | null,
  bucket: Bucket,
): Changed<Name> | 'unneeded' {
  const changed = ATTRIBUTES[attribute].apply(current, change, bucket)
  return changed.value === current ? 'unneeded' : changed
}

/** Restores an earlier value only if the current value is the expected one. */
const restoreIfUnchanged = <Name extends AttributeName>(
  { attribute, value, expected }: RestoreStep<Name>,
  current: StoredValue<Name> | null,
): Changed<Name> | 'unneeded' =>
  ATTRIBUTES[attribute].isSame(current, expected) ? { value } : 'unneeded'

async function removeFrom<Name extends AttributeName>(
  { remove }: Attribute<Name>,
  bucket: Bucket,
  { s3 }: WritePorts,
): Promise<Refusal | undefined> {
  if (!('deletePolicy' in s3))
    throw new Error('Cannot delete an attribute: only an undo by a person may')
  return remove(s3, bucket)
}

const failed = (failure: Failure): AttemptResult => ({ status: 'failed', failure })

const interrupted = (error: unknown): AttemptResult => ({ ...failed(unexpected(error)), error })
