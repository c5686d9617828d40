import type { Bucket } from '../../src/core/bucket.ts'
import type { BucketCalls, UndoCalls } from '../../src/core/bucket-calls.ts'
import { cooperError } from '../../src/core/cooper-error.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { REFUSED } from './network.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** A write that took effect. */
export interface Write {
  readonly bucket: string
  /** Which bucket of this name, from 1. */
  readonly life: number
  readonly part: 'policy' | 'encryption'
  readonly value: PolicyDocument | EncryptionRule | null
  readonly time: number
  /** The Cooper, or the person with the command. Absent for writes of others. */
  readonly by?: string
  /** The event that caused the write. */
  readonly after?: string
}

/** Who writes, and after which event. */
export interface Writer {
  readonly by: string
  readonly after: string
}

export interface BucketState {
  readonly life: number
  policy: PolicyDocument | undefined
  encryption: EncryptionRule | undefined
  /** Whether a service control policy refuses each put of Cooper. */
  readonly isLocked: boolean
}

export interface World {
  /** The buckets that exist. */
  readonly buckets: ReadonlyMap<string, BucketState>
  readonly writes: readonly Write[]
  /** When the runs of an event last read the bucket. */
  readonly lastRead: (eventId: string, part: Write['part']) => number | undefined
  readonly callsOf: (writer: Writer) => UndoCalls
  /** When a bucket of this name was created, in milliseconds. */
  readonly bornOf: (name: string, life: number) => number
  /** When the present bucket of this name was created. */
  readonly createdAt: (name: string) => Date | undefined
  readonly create: (name: string) => void
  readonly remove: (name: string) => void
  /** How many buckets were deleted. */
  readonly deleted: () => number
  readonly putForeign: (name: string, put: Snapshot) => void
  /** The accounts whose role is missing at present. */
  readonly closed: Set<string>
  /** Writes to a bucket with the credentials of another account than its own. */
  readonly astray: readonly string[]
}

/** Is called after each write of a Cooper or of a person with the command. */
export type OnOwnWrite = (bucket: string, put: Snapshot, by: string) => void

/** Some buckets, which others create, change and delete. */
export function createWorld(random: Random, scheduler: Scheduler, onOwnWrite: OnOwnWrite): World {
  const buckets = new Map<string, BucketState>()
  const births = new Map<string, number[]>()
  const writes: Write[] = []
  const stateOf = (name: string) => {
    const state = buckets.get(name)
    if (!state) throw cooperError('NoSuchBucket', 'The specified bucket does not exist')
    return state
  }

  const write = (name: string, put: Snapshot, writer?: Writer) => {
    const { life, isLocked } = stateOf(name)
    if (writer && isLocked) return REFUSED
    const note = (part: Write['part'], value: Write['value']) =>
      writes.push({ bucket: name, life, part, value, time: scheduler.now(), ...writer })
    if (put.policy !== undefined) {
      stateOf(name).policy = put.policy ?? undefined
      note('policy', put.policy)
    }
    if (put.encryption !== undefined) {
      stateOf(name).encryption = put.encryption ?? undefined
      note('encryption', put.encryption)
    }
    if (writer) onOwnWrite(name, put, writer.by)
    return undefined
  }

  const reads = new Map<string, number>()
  const read = (eventId: string, part: Write['part'], name: string) => {
    reads.set(`${eventId} ${part}`, scheduler.now())
    return stateOf(name)
  }

  const astray: string[] = []
  const isOf = ({ name, account }: Bucket) => account === bucketNamed(name).account
  const writeAs = (writer: Writer) => (bucket: Bucket, put: Snapshot) => {
    if (isOf(bucket)) return write(bucket.name, put, writer)
    astray.push(`${writer.by} wrote to ${bucket.name} for account ${bucket.account}`)
    return DENIED
  }

  const callsOf = (writer: Writer): BucketCalls & UndoCalls => ({
    readPolicy: async (bucket) => {
      const { name } = bucket
      if (!isOf(bucket)) return NOT_READ
      const { policy } = read(writer.after, 'policy', name)
      return { known: true, value: policy && parsePolicy(policy) }
    },
    readEncryption: async (bucket) => {
      const { name } = bucket
      if (!isOf(bucket)) return NOT_READ
      const { encryption } = read(writer.after, 'encryption', name)
      return { known: true, value: encryption }
    },
    readTags: async () => ({ known: true, value: {} }),
    readWebsite: async () => ({ known: true, value: false }),
    readAcl: async () => ({ known: true, value: [] }),
    putPolicy: async (bucket, policy) => writeAs(writer)(bucket, { policy }),
    putEncryption: async (bucket, encryption) => writeAs(writer)(bucket, { encryption }),
    deletePolicy: async (bucket) => writeAs(writer)(bucket, { policy: null }),
    deleteEncryption: async (bucket) => writeAs(writer)(bucket, { encryption: null }),
  })

  return {
    buckets,
    writes,
    lastRead: (eventId, part) => reads.get(`${eventId} ${part}`),
    callsOf,
    bornOf: (name, life) => births.get(name)?.[life - 1] ?? 0,
    createdAt: (name) => {
      const created = buckets.has(name) ? births.get(name)?.at(-1) : undefined
      return created === undefined ? undefined : new Date(created)
    },
    create(name) {
      const born = [...(births.get(name) ?? []), scheduler.now()]
      births.set(name, born)
      const { length: life } = born
      const isLocked = random.chance(0.05)
      buckets.set(name, { life, policy: undefined, encryption: undefined, isLocked })
    },
    remove: (name) => void buckets.delete(name),
    deleted: () => [...births.values()].reduce((sum, { length }) => sum + length, 0) - buckets.size,
    putForeign: (name, put) => void write(name, put),
    ...{ closed: new Set<string>(), astray },
  }
}

// S3 refuses a call that names another owner.
const NOT_READ = { known: false, reason: 'Reading was denied' } as const
const DENIED = { code: 'AccessDenied', message: 'Access Denied' }

/** The account of the hub, and of its journal. */
export const HOME = '123456789012'

/** The accounts that the hub guards: its own, and two members. */
export const ACCOUNTS = [HOME, '222222222222', '333333333333'] as const

const OWNERS: Readonly<Record<string, string>> = {
  'bucket-two': ACCOUNTS[1],
  'bucket-three': ACCOUNTS[2],
}

export const bucketNamed = (name: string): Bucket => ({
  name,
  account: OWNERS[name] ?? HOME,
  region: 'us-east-1',
  partition: 'aws',
})
