import { outboxOver } from '../../src/aws/journal/outbox.ts'
import type { Bucket } from '../../src/core/bucket.ts'
import type { BucketCalls, UndoCalls } from '../../src/core/bucket-calls.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Journal, Ports } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { type OutboxResult, sendOutbox } from '../../src/sweep/send-outbox.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** A write that took effect. */
export interface Write {
  readonly bucket: string
  readonly part: 'policy' | 'encryption'
  readonly value: PolicyDocument | EncryptionRule | null
  readonly time: number
  /** The event that caused Cooper's write. Absent for writes of others. */
  readonly after?: string
}

export interface World {
  readonly buckets: ReadonlyMap<string, BucketState>
  readonly writes: readonly Write[]
  /** When the runs of an event last read the bucket. */
  readonly lastRead: (eventId: string, part: Write['part']) => number | undefined
  readonly notified: readonly RemediationRecord[]
  readonly entries: ReturnType<typeof fakeJournal>['entries']
  /** The ports of one run, with faults unless `isCalm`. */
  readonly portsOf: (run: number, eventId: string, isCalm: boolean) => Ports
  /** The ports of a person who undoes a change. */
  readonly personOf: (run: number, undoId: string, isCalm: boolean) => Ports
  /** The hourly run, without faults, which sends what other runs did not send. */
  readonly hourly: () => Promise<OutboxResult>
  /** The keys of the outbox. */
  readonly marks: () => readonly string[]
  readonly putForeign: (bucket: string, put: Snapshot) => void
}

export interface BucketState {
  policy: PolicyDocument | undefined
  encryption: EncryptionRule | undefined
}

/** Some buckets, the journal and the topic, behind a network that sometimes fails. */
export function createWorld(names: readonly string[], random: Random, scheduler: Scheduler): World {
  const buckets = new Map<string, BucketState>(
    names.map((name) => [name, { policy: undefined, encryption: undefined }]),
  )
  const writes: Write[] = []
  const notified: RemediationRecord[] = []
  const { journal, entries, marks, objects } = fakeJournal()
  const stateOf = (name: string) => {
    const state = buckets.get(name)
    if (!state) throw Object.assign(new Error('The bucket is gone'), { code: 'NoSuchBucket' })
    return state
  }

  const write = (name: string, put: Snapshot, after?: string) => {
    const note = (part: Write['part'], value: Write['value']) =>
      writes.push({ bucket: name, part, value, time: scheduler.now(), ...(after && { after }) })
    if (put.policy !== undefined) {
      stateOf(name).policy = put.policy ?? undefined
      note('policy', put.policy)
    }
    if (put.encryption !== undefined) {
      stateOf(name).encryption = put.encryption ?? undefined
      note('encryption', put.encryption)
    }
    return undefined
  }

  const reads = new Map<string, number>()
  const read = (eventId: string, part: Write['part'], name: string) => {
    reads.set(`${eventId} ${part}`, scheduler.now())
    return stateOf(name)
  }

  const callsFor = (eventId: string): BucketCalls => ({
    readPolicy: async ({ name }) => {
      const { policy } = read(eventId, 'policy', name)
      return { known: true, value: policy && parsePolicy(policy) }
    },
    readEncryption: async ({ name }) => {
      const { encryption } = read(eventId, 'encryption', name)
      return { known: true, value: encryption }
    },
    readTags: async () => ({ known: true, value: {} }),
    readWebsite: async () => ({ known: true, value: false }),
    readAcl: async () => ({ known: true, value: [] }),
    putPolicy: async ({ name }, policy) => write(name, { policy }, eventId),
    putEncryption: async ({ name }, encryption) => write(name, { encryption }, eventId),
  })

  const personsCalls = (undoId: string): UndoCalls => ({
    ...callsFor(undoId),
    deletePolicy: async ({ name }) => write(name, { policy: null }, undoId),
    deleteEncryption: async ({ name }) => write(name, { encryption: null }, undoId),
  })

  const isTopicDown = random.chance(0.1)
  const portsWith = (s3: BucketCalls, run: number, isCalm: boolean): Ports => {
    const network = <T extends object>(calls: T) =>
      unreliable(calls, run, isCalm, random, scheduler)
    const notify = async (record: RemediationRecord) => {
      if (!isCalm && random.chance(isTopicDown ? 0.8 : 0.05)) throw new Error('no topic')
      notified.push(record)
      return ['sns']
    }
    const { ports } = fakePorts({
      s3: network(s3),
      journal: network<Journal>(journal),
      ...network({ notify }),
      now: () => new Date(scheduler.now()),
      wait: (milliseconds) => scheduler.turn(run, milliseconds),
    })
    return ports
  }

  return {
    buckets,
    writes,
    lastRead: (eventId, part) => reads.get(`${eventId} ${part}`),
    notified,
    entries,
    marks,
    hourly: () =>
      sendOutbox({
        outbox: outboxOver(objects, () => undefined),
        journal,
        async notify(record) {
          notified.push(record)
          return ['sns']
        },
        now: () => new Date(scheduler.now()),
        remaining: () => Number.POSITIVE_INFINITY,
      }),
    putForeign: write,
    portsOf: (run, eventId, isCalm) => portsWith(callsFor(eventId), run, isCalm),
    personOf: (run, undoId, isCalm) => portsWith(personsCalls(undoId), run, isCalm),
  }
}

const isWrite = (name: string) => /^(put|delete)/.test(name)

const REFUSED = {
  code: 'AccessDenied',
  message: 'with an explicit deny in a service control policy',
}

/** Each call waits for its turn before and after its effect, and can fail at both points. */
function unreliable<T extends object>(
  calls: T,
  run: number,
  isCalm: boolean,
  random: Random,
  scheduler: Scheduler,
): T {
  const fails = (probability: number) => !isCalm && random.chance(probability)
  const guarded = Object.entries(calls).map(([name, call]) => {
    const send = async (...parameters: unknown[]) => {
      await scheduler.turn(run)
      if (fails(0.02)) throw new Error('SlowDown')
      if (isWrite(name) && fails(0.05)) throw new Error('409 OperationAborted')
      if (isWrite(name) && fails(0.02)) return REFUSED
      if (name === 'readPolicy' && fails(0.01)) return { known: false, reason: 'denied' }
      const answer = await call(...parameters)
      await scheduler.turn(run)
      if (fails(0.02)) throw new Error('socket hang up')
      return answer
    }
    return [name, send]
  })
  return Object.fromEntries(guarded) as T
}

export const bucketNamed = (name: string): Bucket => ({
  name,
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
})
