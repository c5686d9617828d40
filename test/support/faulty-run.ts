import { S3ServiceException } from '@aws-sdk/client-s3'
import { putAttribute, readAttribute } from '../../src/aws/s3/s3-call.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { Outcome, StepResult } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Journal } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import { BUCKET, bucketEvent, SETTINGS } from './builders.ts'
import { fakeJournal } from './fake-journal.ts'
import { fakePorts } from './fake-ports.ts'
import { fakeS3, type State } from './fake-s3.ts'

/** The faults of one run. */
export interface Fault {
  readonly start?: Snapshot
  /** What differs from an event of seven seconds ago. */
  readonly event?: Partial<BucketEvent>
  /** Builds a script for each run, because a run removes the answers that it uses. */
  readonly script?: (clock: Clock) => Parameters<typeof fakeS3>[1]
  readonly settings?: Partial<Settings>
  /** How many times the topic fails. */
  readonly topicFailures?: number
  readonly journal?: Partial<Journal>
  /** Milliseconds until the deadline. Waits use them up. */
  readonly time?: number
}

export interface Clock {
  timeLeft: number
}

/** The result of a run. */
export interface Ended {
  readonly outcome: string | undefined
  /** Why the event is delivered again, if so. */
  readonly thrown: string | undefined
  readonly state: State
  readonly waits: readonly number[]
  /** The outcomes that people were notified of. */
  readonly notified: readonly Outcome[]
  /** The status of each step in the last notification. */
  readonly steps: ReadonlyArray<StepResult['status']>
  readonly says: string
  readonly writes: readonly string[]
  readonly entries: readonly JournalEntry[]
}

/** Runs `remediateBucket` with the faults. */
export async function run(fault: Fault): Promise<Ended> {
  const { start = {}, event, script, settings, topicFailures, journal, time } = fault
  const clock: Clock = { timeLeft: time ?? Number.POSITIVE_INFINITY }
  const { s3, state, calls } = fakeS3(start, script?.(clock))
  const book = fakeJournal()
  const waits: number[] = []
  const { ports, notified: records } = fakePorts(
    {
      s3,
      journal: journal === WITHOUT_JOURNAL ? WITHOUT_JOURNAL : { ...book.journal, ...journal },
      wait: async (milliseconds) => {
        waits.push(milliseconds)
        clock.timeLeft -= milliseconds
      },
      timeLeft: () => clock.timeLeft,
    },
    topicFailures,
  )
  const end = await remediateBucket(bucketEvent(event), { ...SETTINGS, ...settings }, ports).then(
    ({ outcome }) => ({ outcome, thrown: undefined }),
    ({ message }: Error) => ({ outcome: undefined, thrown: message }),
  )
  return {
    ...end,
    state,
    waits,
    notified: records.map(({ outcome }) => outcome),
    steps: records.at(-1)?.steps.map(({ status }) => status) ?? [],
    says: records.map(emailOf).join('\n'),
    writes: calls.filter((call) => call.startsWith('put')),
    entries: book.entries(),
  }
}

const answer = (name: string, httpStatusCode: number, message: string) =>
  new S3ServiceException({
    ...{ name, message },
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  })

/** A put that S3 refuses with this error, handled by the same code as S3's own answers. */
export const putAnswers =
  (name: string, status: number, message = 'because') =>
  () =>
    putAttribute(BUCKET, 'policy', () => Promise.reject(answer(name, status, message)))

/** A put without an answer. */
export const putBreaks = (name: string) => () =>
  putAttribute(BUCKET, 'policy', () =>
    Promise.reject(Object.assign(new Error('cut off'), { name })),
  )

/** A read that S3 refuses with this error. */
export const readAnswers =
  (permission: string, name: string, status: number, message = 'because') =>
  () =>
    readAttribute(BUCKET, permission, undefined, () =>
      Promise.reject(answer(name, status, message)),
    )
