import { isDigestAhead } from '../../src/aws/journal/is-sweep-begun.ts'
import { journalOver } from '../../src/aws/journal/journal.ts'
import { reviewQueueIn } from '../../src/aws/journal/reviews/review-queue.ts'
import { reviewsIn } from '../../src/aws/journal/reviews/review-store.ts'
import type { ReviewPorts } from '../../src/core/announcements/review-ports.ts'
import type { Digest } from '../../src/core/digest/digest.ts'
import { keyOfNote, PENDING } from '../../src/core/digest/keys.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { lazy } from '../../src/core/lazy.ts'
import type { TurnResult } from '../../src/core/organization/account-turns.ts'
import type { Ports } from '../../src/core/ports.ts'
import { reasonToIgnoreEvent } from '../../src/core/relevance.ts'
import { settled } from '../../src/core/retry.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { answerReviews } from '../../src/review/answer-reviews.ts'
import { type NoteStore, notifyInDigest } from '../../src/sweep/note-for-digest.ts'
import { SETTINGS } from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import { hourly, type SweeperPorts, sweep } from './sweeper.ts'
import { bucketNamed, type World } from './world.ts'

type PutEvent = (event: BucketEvent) => void

/** One Cooper of the account, with its settings, journal and topic. */
export interface Cooper {
  /** The name of its role. */
  readonly name: string
  readonly settings: Settings
  /** What the topic accepted. */
  readonly notified: readonly RemediationRecord[]
  /** What is in the digest of a sweep. */
  readonly noted: readonly RemediationRecord[]
  readonly entries: ReturnType<typeof fakeJournal>['entries']
  /** When the journal took the mark that people were notified of a record, in milliseconds. Infinity: never. */
  readonly markedAt: (record: RemediationRecord) => number
  /** The keys of the outbox. */
  readonly marks: () => readonly string[]
  /** The digests that the topic accepted. */
  readonly digests: readonly Digest[]
  /** How many messages the hourly run sent in place of the run that should have. */
  readonly sentByOutbox: () => number
  /** The keys of what waits for a digest. */
  readonly pendingNotes: () => readonly string[]
  /** The ports of one run. `by`: who writes. */
  readonly portsOf: (run: number, after: string, by?: string) => Ports
  /** The alarm of the dead-letter queue. It reaches people at an address of its own (`alarmEmail`) while the topic is down. */
  readonly raiseAlarm: (deadLetter: string) => void
  /** The dead letters whose alarm reached people. */
  readonly alarms: ReadonlySet<string>
  /** The hourly run. Resolves to whether it succeeded, as the others do. */
  readonly hourly: (run: number, requestId: string) => Promise<boolean>
  /** The ids of the events that it ignored, since the member did not let it in. */
  readonly ignored: ReadonlySet<string>
  /** The ids of the events that its own sweeps put. */
  readonly swept: ReadonlySet<string>
  /** The sweep that the schedule began at this time. */
  readonly sweep: (run: number, requestId: string, begun: string, put: PutEvent) => Promise<boolean>
  /** The function that judges access logs. */
  readonly reviewLogs: (
    run: number,
    logs: Pick<ReviewPorts, 'judge' | 'requestCheck'>,
  ) => Promise<boolean>
  readonly remediate: (
    event: BucketEvent,
    run: number,
    requestId: string,
    more?: Partial<Ports>,
  ) => Promise<boolean>
}

/** What the second Cooper of an account requires besides. */
const DIFFERENCES: readonly Partial<Settings>[] = [
  { minimumTls: '1.2' },
  { minimumTls: undefined, sseC: undefined, uploadEncryption: undefined },
  { uploadEncryption: 'matching', minimumTls: undefined },
  { sseC: 'block', uploadEncryption: undefined },
  { defaultEncryption: 'sse-kms', sseC: undefined },
  { tlsStatement: 'canonical' },
]

/** Who writes when a person undoes a change of this Cooper. */
export const personWith = (cooper: string) => `person with ${cooper}`

/** Mostly one Cooper, sometimes two whose settings differ. */
export const coopersIn = (
  world: World,
  network: Network,
  random: Random,
  scheduler: Scheduler,
): readonly Cooper[] => {
  const first = createCooper('cooper-one', SETTINGS, world, network, scheduler)
  if (random.chance(0.7)) return [first]
  const others = { ...SETTINGS, ...random.pick(DIFFERENCES) }
  return [first, createCooper('cooper-two', others, world, network, scheduler)]
}

export function createCooper(
  name: string,
  settings: Settings,
  world: World,
  network: Network,
  scheduler: Scheduler,
): Cooper {
  const { entries, objects, marks, stored } = fakeJournal(scheduler.now)
  const markTimes: { readonly id: string; readonly time: number }[] = []
  const noteMark = (value: object) => {
    const { notified, intent } = value as JournalEntry
    if (notified) markTimes.push({ id: intent.event.id, time: scheduler.now() })
  }
  const replace: typeof objects.replace = (key, tag, value) => {
    const answer = objects.replace(key, tag, value)
    answer.then(
      () => noteMark(value),
      () => undefined,
    )
    return answer
  }
  const notified: RemediationRecord[] = []
  const noted: RemediationRecord[] = []
  const digests: Digest[] = []
  const alarms = new Set<string>()
  const swept = new Set<string>()
  const ignored = new Set<string>()
  let sentByOutbox = 0
  const objectsFor = (run: number) => network.unreliable({ ...objects, replace }, run, 'journal')
  const topicFor = (run: number) => {
    const notify = async (record: RemediationRecord) => {
      notified.push(record)
      return ['sns']
    }
    const notifyOfDigest = async (digest: Digest) => {
      digests.push(digest)
      return ['sns']
    }
    return network.unreliable({ notify, notifyOfDigest }, run, 'topic')
  }
  const clockOf = (run: number) => ({
    now: () => new Date(scheduler.now()),
    wait: (milliseconds: number) => scheduler.turn(run, milliseconds),
  })
  const inDigest = (
    sweep: string,
    run: number,
    atOnce: Ports['notify'],
    isBegun: () => Promise<boolean>,
  ) => {
    const { put } = objectsFor(run)
    const notes: NoteStore = { isBegun, put: (note) => put(keyOfNote(note), note) }
    const notify = notifyInDigest(sweep, notes, atOnce)
    return async (record: RemediationRecord) => {
      const channels = await notify(record)
      if (!channels.includes('sns')) noted.push(record)
      return channels
    }
  }
  const portsOf = (run: number, after: string, by = name): Ports => {
    const { ports } = fakePorts({
      s3: network.unreliable(world.callsOf({ by, after }), run),
      journal: journalOver(objectsFor(run), () => undefined),
      reviews: reviewsIn(objectsFor(run), () => undefined),
      notify: topicFor(run).notify,
      creationDate: async ({ name: bucket }) => world.createdAt(bucket),
      ...clockOf(run),
    })
    return { ...ports, run: after }
  }
  const sweeperPorts = (run: number, requestId: string, put: PutEvent): SweeperPorts => ({
    ...{ name, requestId, objects: objectsFor(run), ...topicFor(run), ...clockOf(run) },
    ...network.unreliable(
      {
        listBuckets: async (account: string): Promise<TurnResult> => {
          if (world.closed.has(account)) return { problem: 'It has no role' }
          const names = [...world.buckets.keys()]
          const own = names.filter((bucket) => bucketNamed(bucket).account === account)
          return { names: own, next: undefined }
        },
        putEvent: async (event: BucketEvent) => put(event),
      },
      run,
    ),
  })
  const isDone = async (work: Promise<unknown>) => 'value' in (await settled(work))
  return {
    ...{
      name,
      settings,
      notified,
      noted,
      digests,
      entries,
      marks,
      portsOf,
      alarms,
      swept,
      ignored,
    },
    markedAt: (record) => {
      const isMark = ({ id, time }: (typeof markTimes)[number]) =>
        id === record.id && time >= Date.parse(record.time)
      return markTimes.find(isMark)?.time ?? Number.POSITIVE_INFINITY
    },
    sentByOutbox: () => sentByOutbox,
    pendingNotes: () => [...stored.keys()].filter((key) => key.startsWith(PENDING)),
    raiseAlarm: (deadLetter) => void alarms.add(deadLetter),
    hourly: (run, requestId) => {
      const ports = sweeperPorts(run, requestId, () => undefined)
      const notify: Ports['notify'] = async (record) => {
        const channels = await ports.notify(record)
        sentByOutbox += 1
        return channels
      }
      return isDone(hourly({ ...ports, notify }))
    },
    sweep(run, requestId, begun, put) {
      const putAndKeep = (event: BucketEvent) => {
        swept.add(event.id)
        put(event)
      }
      return isDone(sweep(sweeperPorts(run, requestId, putAndKeep), begun))
    },
    async reviewLogs(run, logs) {
      const queue = reviewQueueIn(objectsFor(run), () => undefined)
      const rest = { notify: async () => undefined, remaining: () => 900_000, ...clockOf(run) }
      const answered = await settled(answerReviews({ queue, ...logs, ...rest }))
      return 'value' in answered && answered.value.failures.length === 0
    },
    remediate: async (event, run, requestId, more = {}) => {
      if (reasonToIgnoreEvent(event, { roleName: name, journalBucket: undefined })) return true
      // The hub leaves a member alone that does not let it in.
      if (world.closed.has(event.bucket.account)) {
        ignored.add(event.id)
        return true
      }
      const ports = { ...portsOf(run, event.id), ...more, run: requestId }
      const id = event.sweep?.id
      if (id === undefined) return isDone(remediateBucket(event, settings, ports))
      const isBegun = lazy(() => isDigestAhead(id, objectsFor(run), ports.now()))
      const notify = inDigest(id, run, ports.notify, isBegun)
      return isDone(remediateBucket(event, settings, { ...ports, notify, isSweepBegun: isBegun }))
    },
  }
}
