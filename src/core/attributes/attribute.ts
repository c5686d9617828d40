import type { Bucket } from '../bucket.ts'
import type { BucketCalls, Observed, Refusal, UndoCalls } from '../bucket-calls.ts'
import type { EncryptionRequirement } from '../encryption/requirement.ts'
import type { EncryptionRule } from '../encryption/rule.ts'
import type { Policy, PolicyDocument } from '../policy/document.ts'
import type { OwnStatements, StatementChange } from '../statements/merge.ts'
import type { Sent } from '../statements/sent.ts'

/**
 * The attributes of a bucket that Cooper changes, in the order in which it does: statements on uploads depend on the
 * default encryption. `observed` is the value as it is read, `stored` as it is put, compared and kept, and `change` is
 * what a step asks for: it is merged into whatever the bucket has by the time of the write.
 */
export interface AttributeTypes {
  readonly encryption: {
    readonly observed: EncryptionRule
    readonly stored: EncryptionRule
    readonly change: EncryptionRequirement
  }
  readonly policy: {
    readonly observed: Policy
    readonly stored: PolicyDocument
    readonly change: OwnStatements
  }
}

export type AttributeName = keyof AttributeTypes
export type ObservedValue<Name extends AttributeName> = AttributeTypes[Name]['observed']
export type StoredValue<Name extends AttributeName> = AttributeTypes[Name]['stored']
export type Change<Name extends AttributeName> = AttributeTypes[Name]['change']

/** What a change makes of a value. */
export interface Changed<Name extends AttributeName> {
  /** The same object where nothing changes; `null` where nothing is left, which S3 does not store. */
  readonly value: StoredValue<Name> | null
  /** Of a policy: the statements that change. */
  readonly statements?: readonly StatementChange[]
}

/** What was put, as far as a second look has to know. */
export interface Written<Name extends AttributeName> {
  readonly change: Change<Name>
  /** What was there right before the write; `undefined` where that is not known. */
  readonly before: StoredValue<Name> | null | undefined
  readonly statements: readonly StatementChange[]
}

type Value<Name extends AttributeName> = StoredValue<Name> | null

/** All that Cooper knows of an attribute. `null` is an attribute that the bucket does not have. Texts are printable. */
export interface Attribute<Name extends AttributeName> {
  readonly name: Name
  /** As messages call it: `bucket policy`. */
  readonly title: string
  /** The call that puts it, and the permission that it needs. */
  readonly put: { readonly call: string; readonly permission: string }
  readonly read: (
    s3: BucketCalls,
    bucket: Bucket,
  ) => Promise<Observed<ObservedValue<Name> | undefined>>
  readonly write: (
    s3: BucketCalls,
    bucket: Bucket,
    value: StoredValue<Name>,
  ) => Promise<Refusal | undefined>
  readonly remove: (s3: UndoCalls, bucket: Bucket) => Promise<Refusal | undefined>
  readonly toStored: (value: ObservedValue<Name>) => StoredValue<Name>
  /** Throws where S3 would not store it. */
  readonly toObserved: (value: StoredValue<Name>) => ObservedValue<Name>
  readonly isSame: (one: Value<Name>, other: Value<Name>) => boolean
  /** One change for all that several controls ask for. */
  readonly merge: (changes: readonly Change<Name>[]) => Change<Name>
  readonly apply: (value: Value<Name>, change: Change<Name>, bucket: Bucket) => Changed<Name>
  /** Of a policy: what was sent, by which a refusal is explained. */
  readonly sent: (
    value: StoredValue<Name>,
    statements: readonly StatementChange[],
  ) => Sent | undefined
  /** Whether what was written shows. Somebody else may have made the bucket compliant in another way. */
  readonly shows: (live: Value<Name>, written: Written<Name>, bucket: Bucket) => boolean
  /** Whether a value is what a change of an interrupted run made of an earlier value. */
  readonly isResultOf: (
    live: Value<Name>,
    change: Change<Name>,
    before: Value<Name>,
    bucket: Bucket,
  ) => boolean
  /**
   * What was there right before a write that is not known for sure, had it made the present value: it was merged into
   * whatever it found. `undefined`: it did not make that.
   */
  readonly foundBefore: (
    live: Value<Name>,
    change: Change<Name>,
    before: Value<Name>,
    bucket: Bucket,
  ) => Value<Name> | undefined
  /**
   * What was there right before a write that did happen: what was seen at the first look, unless somebody put something
   * else in between. `undefined`: the value does not say.
   */
  readonly valueBefore: (
    live: Value<Name>,
    change: Change<Name>,
    first: Value<Name>,
    bucket: Bucket,
  ) => Value<Name> | undefined
  /** The value at the beginning of a sentence. */
  readonly describe: (value: Value<Name>) => string
  /** One line for each change that would be made. */
  readonly describePlanned: (
    value: Value<Name>,
    change: Change<Name>,
    statements: readonly StatementChange[] | undefined,
    bucket: Bucket,
  ) => readonly string[]
  /** One line for each change that was made. */
  readonly describeDone: (
    before: Value<Name>,
    change: Change<Name>,
    statements: readonly StatementChange[] | undefined,
    bucket: Bucket,
  ) => readonly string[]
}
