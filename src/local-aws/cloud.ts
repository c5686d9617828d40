import type { Policy } from '../core/policy/document.ts'
import type { LocalTrail } from './cloudtrail/local-trail.ts'
import type { BusEvent } from './events/bus-event.ts'
import type { ListedRule } from './events/listed-rule.ts'
import type { FaultyCall } from './http/faults.ts'
import type { LocalIdentity } from './identity/identity.ts'
import type { LocalRole } from './identity/role.ts'
import type { LogEntry } from './log.ts'
import type { LocalOrganization } from './organization/organization.ts'
import type { AccessLogs } from './s3/access-logs/access-logs.ts'
import type { Buckets } from './s3/buckets.ts'
import type { Jobs } from './s3control/job.ts'
import type { SecurityHub } from './securityhub/findings.ts'
import type { PublishedMessage } from './sns/message.ts'
import type { Subscription } from './sns/subscription.ts'
import type { Queue } from './sqs/queue.ts'

/** The state that the services of the embedded AWS share. */
export interface Cloud {
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly clock: () => Date
  readonly identities: Map<string, LocalIdentity>
  /** The roles that can be assumed, by ARN. */
  readonly roles: Map<string, LocalRole>
  readonly organization: LocalOrganization | undefined
  /** The buses besides the default ones, with their policies, by ARN. */
  readonly buses: ReadonlyMap<string, Policy | undefined>
  readonly buckets: Buckets
  readonly accessLogs: AccessLogs
  readonly jobs: Jobs
  readonly knowsBlockedEncryptionTypes: boolean
  readonly newBucketDelayMs: number
  /** ARNs of the SNS topics that exist. */
  readonly topics: Set<string>
  readonly subscriptions: Map<string, Subscription>
  /** The queues of SQS, by ARN. */
  readonly queues: Map<string, Queue>
  /** The rules of EventBridge that trigger functions. */
  readonly rules: readonly ListedRule[]
  /** Lets `settled` wait for what goes on after a call. */
  readonly wait: (work: Promise<void>) => void
  readonly waited: () => Promise<void>
  /** The policies of KMS keys, by ARN. */
  readonly keyPolicies: ReadonlyMap<string, object>
  readonly trails: readonly LocalTrail[]
  readonly parameters: ReadonlyMap<string, string>
  readonly messages: PublishedMessage[]
  readonly securityHub: SecurityHub
  readonly log: (entry: LogEntry) => void
  /** Whether S3 throttles a call. */
  readonly isBusy: (call: FaultyCall) => boolean
  /** Whether PutEvents throttles an entry. */
  readonly throttles: (event: BusEvent) => boolean
  /** Puts an event on a bus. Default: the default bus of its account and region. */
  readonly emit: (event: BusEvent, bus?: string) => void
}

export function partitionOfCloud(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws'
}
