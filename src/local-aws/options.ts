import type { BusEvent } from './events/bus-event.ts'
import type { Fault, FaultyCall } from './http/faults.ts'
import type { LocalIdentity } from './identity/identity.ts'
import type { DeadLetter } from './lambda/dead-letter.ts'
import type { FunctionDefinition } from './lambda/definition.ts'
import type { LogEntry } from './log.ts'
import type { StoredBucket } from './s3/bucket.ts'
import type { PublishedMessage } from './sns/message.ts'

export interface LocalAwsOptions {
  /** 123456789012 unless said otherwise. */
  readonly account?: string
  /** us-east-1 unless said otherwise. */
  readonly region?: string
  /** Free ones unless said otherwise. */
  readonly httpPort?: number
  readonly httpsPort?: number
  /** Who stands behind an access key id. Unknown keys work too: see `identityOf`. */
  readonly identities?: Readonly<Record<string, LocalIdentity>>
  /** ARNs of SNS topics that exist from the start. */
  readonly topics?: readonly string[]
  /** Names of buckets that exist from the start, as a stack makes them. */
  readonly stackBuckets?: readonly string[]
  /** Their policies. */
  readonly stackPolicies?: readonly { readonly bucket: string; readonly document: object }[]
  /** What EventBridge triggers, as `readStack` finds it in serverless.yml. Nothing, where absent. */
  readonly functions?: readonly FunctionDefinition[]
  /** Milliseconds before the second and the third attempt of a failed invocation. */
  readonly retryDelaysMs?: readonly number[]
  /** How often an event is delivered: once unless said otherwise. */
  readonly copies?: (event: BusEvent) => number
  /** Whether PutEvents does not take an entry for now: never, unless said otherwise. */
  readonly throttles?: (event: BusEvent) => boolean
  /** Whether S3 is asked too much to answer a call: it says SlowDown then. Never, unless said otherwise. */
  readonly isBusy?: (call: FaultyCall) => boolean
  /**
   * Whether S3 knows BlockedEncryptionTypes; without, it answers as older partitions do: MalformedXML. True unless said
   * otherwise.
   */
  readonly knowsBlockedEncryptionTypes?: boolean
  readonly clock?: () => Date
  /** Hears of every request, event, invocation, message and dead letter, as it happens. */
  readonly log?: (entry: LogEntry) => void
}

export interface LocalAws {
  readonly account: string
  readonly region: string
  readonly httpUrl: string
  readonly httpsUrl: string
  /** The certificate of the HTTPS listener, to be trusted by its clients, as PEM. */
  readonly ca: string
  readonly messages: () => readonly PublishedMessage[]
  readonly deadLetters: () => readonly DeadLetter[]
  /** The state of a bucket, to look at and to change behind S3's back. */
  readonly bucket: (name: string) => StoredBucket | undefined
  /** Adds a bucket without a call and without an event, for tests that need very many. */
  readonly addBucket: (bucket: StoredBucket) => void
  /** Puts a policy that PutBucketPolicy would refuse: a stale principal, a public one under Block Public Access. */
  readonly storePolicy: (bucket: string, document: object) => void
  readonly addIdentity: (accessKeyId: string, identity: LocalIdentity) => void
  readonly fault: (fault: Fault) => void
  readonly clearFaults: () => void
  /** Invokes a function with an event of any kind, past the rules: the first one, unless one is named. */
  readonly deliver: (event: unknown, functionName?: string) => void
  /** Does what the rule of that name does when its time has come. */
  readonly runSchedule: (name: string) => void
  /** Puts an event on the bus, where the rules see it. */
  readonly putEvent: (event: BusEvent) => void
  /** Resolves when all deliveries, and what came of them, are done. */
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}
