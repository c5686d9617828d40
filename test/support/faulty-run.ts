import { S3ServiceException } from '@aws-sdk/client-s3'
import { putAttribute, readAttribute } from '../../src/aws/s3/s3-call.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { Outcome, RemediationRecord, StepResult } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Journal, Ports } from '../../src/core/ports.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { BUCKET, bucketEvent, type Look, SETTINGS } from './builders.ts'
import { fakeJournal } from './fake-journal.ts'
import { fakeS3, type State } from './fake-s3.ts'

/** What goes wrong in one run. */
export interface Fault {
  readonly start?: Look
  /** Made anew for each run, since a run takes its answers out of it. */
  readonly script?: (clock: Clock) => Parameters<typeof fakeS3>[1]
  readonly settings?: Partial<Settings>
  /** How many times telling fails. */
  readonly untold?: number
  readonly journal?: Partial<Journal>
  /** Milliseconds at the start; waits take from them. */
  readonly time?: number
}

export interface Clock {
  left: number
}

/** What came of it. */
export interface Ended {
  readonly outcome: string | undefined
  /** Why the event is delivered again, if so. */
  readonly thrown: string | undefined
  readonly state: State
  readonly waits: readonly number[]
  /** The outcomes that people heard of. */
  readonly told: readonly Outcome[]
  /** How the steps went that people heard of last. */
  readonly steps: ReadonlyArray<StepResult['status']>
  readonly says: string
  readonly writes: readonly string[]
  readonly entries: readonly JournalEntry[]
}

/** A run of the story that meets the fault. */
export async function run(fault: Fault): Promise<Ended> {
  const { start = {}, script, settings, untold = 0, journal, time } = fault
  const clock: Clock = { left: time ?? Number.POSITIVE_INFINITY }
  const { s3, state, calls } = fakeS3(start, script?.(clock))
  const book = fakeJournal()
  const told: RemediationRecord[] = []
  const waits: number[] = []
  let failures = untold
  const ports: Ports = {
    s3,
    journal: { ...book.journal, ...journal },
    logIntent: () => undefined,
    notify: async (record) => {
      if (failures-- > 0) throw new Error('no topic')
      told.push(record)
      return ['sns']
    },
    now: () => new Date('2026-11-20T09:30:07Z'),
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      clock.left -= milliseconds
    },
    timeLeft: () => clock.left,
  }
  const end = await remediateBucket(bucketEvent(), { ...SETTINGS, ...settings }, ports).then(
    ({ outcome }) => ({ outcome, thrown: undefined }),
    ({ message }: Error) => ({ outcome: undefined, thrown: message }),
  )
  return {
    ...end,
    state,
    waits,
    told: told.map(({ outcome }) => outcome),
    steps: told.at(-1)?.steps.map(({ status }) => status) ?? [],
    says: told.map(emailOf).join('\n'),
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

/** A put that S3 answers so, judged by the code that judges S3's own answers. */
export const putAnswers =
  (name: string, status: number, message = 'because') =>
  () =>
    putAttribute(BUCKET, 'policy', () => Promise.reject(answer(name, status, message)))

/** A put that no answer comes to. */
export const putBreaks = (name: string) => () =>
  putAttribute(BUCKET, 'policy', () =>
    Promise.reject(Object.assign(new Error('cut off'), { name })),
  )

/** The same of a read. */
export const readAnswers =
  (permission: string, name: string, status: number, message = 'because') =>
  () =>
    readAttribute(BUCKET, permission, undefined, () =>
      Promise.reject(answer(name, status, message)),
    )
