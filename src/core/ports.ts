import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { BucketEvent } from './event.ts'
import type { Refusal } from './failures/failure.ts'
import type { JournalEntry } from './journal/entry.ts'
import type { RemediationRecord } from './journal/record.ts'
import type { Policy, PolicyDocument } from './policy/document.ts'
import type { Observed, Snapshot } from './posture.ts'
import type { Step } from './step.ts'

/** The calls on a bucket. A read of a bucket that is gone throws an error with the code `NoSuchBucket`. */
export interface BucketCalls {
  readPolicy(bucket: Bucket): Promise<Observed<Policy | undefined>>
  readEncryption(bucket: Bucket): Promise<Observed<EncryptionRule | undefined>>
  /** The value of the tag `cooper:exempt`. */
  readExemptTag(bucket: Bucket): Promise<Observed<string | undefined>>
  /** Whether it is a static website. */
  readWebsite(bucket: Bucket): Promise<Observed<boolean>>
  /** Whether its ACL lets S3 deliver server access logs. */
  readLogAcl(bucket: Bucket): Promise<Observed<boolean>>
  putPolicy(bucket: Bucket, policy: PolicyDocument): Promise<Refusal | undefined>
  putEncryption(bucket: Bucket, rule: EncryptionRule): Promise<Refusal | undefined>
}

/** What only a person does who undoes a change: the bot deletes nothing. */
export interface UndoCalls extends BucketCalls {
  deletePolicy(bucket: Bucket): Promise<Refusal | undefined>
  deleteEncryption(bucket: Bucket): Promise<Refusal | undefined>
}

export interface WritePorts {
  readonly s3: BucketCalls | UndoCalls
  /** Writes down what is about to be replaced, so that it is known even if nothing after it happens. */
  logIntent(step: Step, before: Snapshot): void
  now(): Date
  /** Half as long, half as long again, or anything between. */
  wait(milliseconds: number): Promise<void>
  /** Milliseconds until everything ends, wherever it has got to. `Infinity`: nobody ends it. */
  timeLeft(): number
}

/** The outside, as functions. */
export interface Ports extends WritePorts {
  readonly journal: Journal
  /** Notifies people. Answers which channels have it. Throws where one could not be reached. */
  notify(record: RemediationRecord): Promise<readonly string[]>
  /** The same for every repeat of a run that failed: by it a run knows what it has begun itself. */
  readonly run?: string
}

/** A place in the journal, as it stood when it was read or written. */
export interface JournalPlace {
  readonly key: string
  /** Changes with every write: by it nobody overwrites what somebody else has written since. */
  readonly tag: string
  readonly entry: JournalEntry
}

/** The journal of changes. Its calls throw where it can't be reached. */
export interface Journal {
  /** Of what was left open after the event, or not told, the first that is left to this run. */
  find(
    event: BucketEvent,
    isLeft: (entry: JournalEntry) => boolean,
  ): Promise<JournalPlace | undefined>
  /** What was changed since then, and every undo however old: oldest first. */
  recent(bucket: Bucket, since: Date): Promise<readonly JournalEntry[]>
  /** Never overwrites an entry. */
  open(entry: JournalEntry): Promise<JournalPlace>
  /** Throws where the entry was changed since. */
  amend(place: JournalPlace, entry: JournalEntry): Promise<JournalPlace>
}
