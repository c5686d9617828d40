import type { Tags } from '../core/bucket-calls.ts'
import type { LocalTrail } from './cloudtrail/local-trail.ts'
import type { BusEvent } from './events/bus-event.ts'
import type { ForwardingRule, LocalBus } from './events/local-bus.ts'
import type { Fault, FaultyCall } from './http/faults.ts'
import type { LocalIdentity } from './identity/identity.ts'
import type { LocalRole } from './identity/role.ts'
import type { DeadLetter } from './lambda/dead-letter.ts'
import type { FunctionDefinition } from './lambda/definition.ts'
import type { LogEntry } from './log.ts'
import type { LocalOrganization } from './organization/organization.ts'
import type { StoredBucket } from './s3/bucket.ts'
import type { InventoryFacts } from './s3/inventory/write-inventory.ts'
import type { MadeObject } from './s3/objects/store/made-object.ts'
import type { SecurityHubOptions, StoredFinding } from './securityhub/findings.ts'
import type { PublishedMessage } from './sns/message.ts'

export interface StackBucket {
  readonly name: string
  readonly tags?: Tags
}

export interface LocalAwsOptions {
  /** Default: 123456789012. */
  readonly account?: string
  /** Default: us-east-1. */
  readonly region?: string
  /** Default: a free port. */
  readonly httpPort?: number
  readonly httpsPort?: number
  /** The identities of access key ids. Unknown keys work too: see `identityOf`. */
  readonly identities?: Readonly<Record<string, LocalIdentity>>
  /** The roles that can be assumed, in any account. */
  readonly roles?: readonly LocalRole[]
  /** Event buses besides the default ones, in any account. */
  readonly buses?: readonly LocalBus[]
  /** Rules that send events from one bus to another. */
  readonly forwardingRules?: readonly ForwardingRule[]
  /** Default: no account belongs to an organization. */
  readonly organization?: LocalOrganization
  /** ARNs of SNS topics that exist from the start. */
  readonly topics?: readonly string[]
  /** The policies of KMS keys, by ARN. */
  readonly keyPolicies?: Readonly<Record<string, object>>
  /** The trails of CloudTrail that record the region. Default: one with management events. */
  readonly trails?: readonly LocalTrail[]
  /** The values of parameters of SSM, by name. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly securityHub?: SecurityHubOptions
  /** Buckets that exist from the start, like those that a stack creates. */
  readonly stackBuckets?: readonly StackBucket[]
  /** The policies of these buckets. */
  readonly stackPolicies?: readonly { readonly bucket: string; readonly document: object }[]
  /** The functions that EventBridge triggers, as `readStack` finds them in serverless.yml. Default: none. */
  readonly functions?: readonly FunctionDefinition[]
  /** Milliseconds before the second and the third attempt of a failed invocation. */
  readonly retryDelaysMs?: readonly number[]
  /** How often an event is delivered. Default: once. */
  readonly copies?: (event: BusEvent) => number
  /** Whether PutEvents throttles an entry. Default: never. */
  readonly throttles?: (event: BusEvent) => boolean
  /** Milliseconds for which S3 answers NoSuchBucket to other calls after CreateBucket. Default: 0. */
  readonly newBucketDelayMs?: number
  /** Whether S3 throttles a call with SlowDown. Default: never. */
  readonly isBusy?: (call: FaultyCall) => boolean
  /**
   * Whether S3 knows BlockedEncryptionTypes. If not, it answers MalformedXML as older partitions do. Default: true.
   */
  readonly knowsBlockedEncryptionTypes?: boolean
  /** Milliseconds that a job of S3 Batch Operations waits after every 200 tasks. Default: 0. */
  readonly jobPauseMs?: number
  readonly clock?: () => Date
  /** Is called with every request, event, invocation, message and dead letter. */
  readonly log?: (entry: LogEntry) => void
}

export interface LocalAws {
  readonly account: string
  readonly region: string
  readonly httpUrl: string
  readonly httpsUrl: string
  /** The certificate of the HTTPS listener as PEM. Clients must trust it. */
  readonly ca: string
  readonly messages: () => readonly PublishedMessage[]
  /** The findings in Security Hub, of all accounts and regions. */
  readonly findings: () => readonly StoredFinding[]
  readonly deadLetters: () => readonly DeadLetter[]
  /** The state of a bucket, which tests can read and change without a call. */
  readonly bucket: (name: string) => StoredBucket | undefined
  /** Adds a bucket without a call and without an event, for tests that need many buckets. */
  readonly addBucket: (bucket: StoredBucket) => void
  /** Stores an object without a call: also one that no call can store, such as one without encryption. */
  readonly storeObject: (bucket: string, key: string, object: MadeObject) => void
  /** Writes the files of an inventory of a bucket in CSV. Returns the key of its manifest. */
  readonly writeInventory: (bucket: string, facts: InventoryFacts) => string
  /** Stores a policy that PutBucketPolicy would refuse: with a deleted principal, or public under Block Public Access. */
  readonly storePolicy: (bucket: string, document: object) => void
  /** The roles that can be assumed, by ARN, which tests can add, change and remove. */
  readonly roles: Map<string, LocalRole>
  readonly addIdentity: (accessKeyId: string, identity: LocalIdentity) => void
  readonly fault: (fault: Fault) => void
  readonly clearFaults: () => void
  /** Invokes a function with an event of any kind, without matching rules. Default: the first function. */
  readonly deliver: (event: unknown, functionName?: string) => void
  /** Triggers the schedule rule of that name. */
  readonly runSchedule: (name: string) => void
  /** Puts an event on a bus, where rules match it. Default: the default bus of its account. */
  readonly putEvent: (event: BusEvent, bus?: string) => void
  /** Delivers the messages that wait in delay queues, as if their delay were over. */
  readonly releaseDelayed: () => void
  /** Delivers server access logs to the buckets that logging names. S3 does so within hours. */
  readonly deliverAccessLogs: () => void
  /** Resolves when all deliveries and their consequences are done. */
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}
