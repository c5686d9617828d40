import { outboxOver } from '../../src/aws/journal/outbox.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { Ports } from '../../src/core/ports.ts'
import { reasonToIgnoreEvent } from '../../src/core/relevance.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { notifyInDigest } from '../../src/sweep/note-for-digest.ts'
import { sendOutbox } from '../../src/sweep/send-outbox.ts'
import { SETTINGS } from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { World } from './world.ts'

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
  /** The keys of the outbox. */
  readonly marks: () => readonly string[]
  /** The ports of one run. `by`: who writes. */
  readonly portsOf: (run: number, after: string, by?: string) => Ports
  /** The alarm of the dead-letter queue, which people get by the topic and by an address of its own (`alarmEmail`). */
  readonly raiseAlarm: (deadLetter: string) => void
  /** The dead letters whose alarm reached people. */
  readonly alarms: ReadonlySet<string>
  /** The hourly run. */
  readonly sendOutbox: () => Promise<void>
  /** Resolves to whether the run succeeded. */
  readonly remediate: (event: BucketEvent, run: number, requestId: string) => Promise<boolean>
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

/** How the ids of the sweeps begin that the schedule began. Anybody may invent another one. */
export const BEGUN = '20261120T200000Z-'

/** Who writes when a person undoes a change of this Cooper. */
export const personWith = (cooper: string) => `person with ${cooper}`

const isBegun = async (sweep: string) => sweep.startsWith(BEGUN)

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
  const { journal, entries, objects, marks } = fakeJournal()
  const notified: RemediationRecord[] = []
  const noted: RemediationRecord[] = []
  const alarms = new Set<string>()
  const inDigest =
    (sweep: string, atOnce: Ports['notify']) => async (record: RemediationRecord) => {
      const notes = {
        isBegun: async (id: string) => id.startsWith(BEGUN),
        put: async () => undefined,
      }
      const channels = await notifyInDigest(sweep, notes, atOnce)(record)
      if (!channels.includes('sns')) noted.push(record)
      return channels
    }
  const portsOf = (run: number, after: string, by = name): Ports => {
    const notify = async (record: RemediationRecord) => {
      notified.push(record)
      return ['sns']
    }
    const { ports } = fakePorts({
      s3: network.unreliable(world.callsOf({ by, after }), run),
      journal: network.unreliable(journal, run, 'journal'),
      ...network.unreliable({ notify }, run, 'topic'),
      now: () => new Date(scheduler.now()),
      creationDate: async ({ name: bucket }) => world.createdAt(bucket),
      wait: (milliseconds) => scheduler.turn(run, milliseconds),
    })
    return ports
  }
  return {
    name,
    settings,
    notified,
    noted,
    entries,
    marks,
    portsOf,
    alarms,
    raiseAlarm: (deadLetter) => {
      const ways = network.isDown('topic') ? ['alarmEmail'] : ['topic', 'alarmEmail']
      if (ways.length > 0) alarms.add(deadLetter)
    },
    sendOutbox: async () => {
      const notify = async (record: RemediationRecord) => [String(notified.push(record))]
      const ports = {
        journal,
        notify,
        now: () => new Date(scheduler.now()),
        remaining: () => 900_000,
      }
      await sendOutbox({ ...ports, outbox: outboxOver(objects, () => undefined) })
    },
    remediate: async (event, run, requestId) => {
      if (reasonToIgnoreEvent(event, { roleName: name, journalBucket: undefined })) return true
      const ports = { ...portsOf(run, event.id), run: requestId }
      const notify = event.sweep ? inDigest(event.sweep.id, ports.notify) : ports.notify
      try {
        await remediateBucket(event, settings, { ...ports, notify, isSweepBegun: isBegun })
        return true
      } catch {
        return false
      }
    },
  }
}
