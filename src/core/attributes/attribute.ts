import type { Bucket } from '../bucket.ts'
import type { BucketCalls, Observed, Refusal, UndoCalls } from '../bucket-calls.ts'
import type { EncryptionRequirement } from '../encryption/requirement.ts'
import type { EncryptionRule } from '../encryption/rule.ts'
import type { Policy, PolicyDocument } from '../policy/document.ts'
import type { OwnStatements, StatementChange } from '../statements/merge.ts'
import type { Sent } from '../statements/sent.ts'

/**
 * The attributes of a bucket that Cooper changes, in the order of the changes: statements on uploads depend on the
 * default encryption. `observed` is the form of a read, `stored` the form that is put, compared and recorded, and `change`
 * is what a step requires: it is merged into the value at the time of the write.
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

/** The result of a change. */
export interface Changed<Name extends AttributeName> {
  /** The same object where nothing changes. `null` where nothing remains, which S3 does not store. */
  readonly value: StoredValue<Name> | null
  /** For a policy: the statements that change. */
  readonly statements?: readonly StatementChange[]
}

/** What was written, as far as the verification needs it. */
export interface Written<Name extends AttributeName> {
  readonly change: Change<Name>
  /** The value right before the write. `undefined` where it is not known. */
  readonly before: StoredValue<Name> | null | undefined
  readonly statements: readonly StatementChange[]
}

type Value<Name extends AttributeName> = StoredValue<Name> | null

/** How to read, put, compare, restore and describe an attribute. `null`: the bucket does not have it. Texts are printable. */
export interface Attribute<Name extends AttributeName> {
  readonly name: Name
  /** The name in messages: `bucket policy`. */
  readonly title: string
  /** The API call that puts the attribute, and its permission. */
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
  /** Throws where S3 would not store the value. */
  readonly toObserved: (value: StoredValue<Name>) => ObservedValue<Name>
  readonly isSame: (one: Value<Name>, other: Value<Name>) => boolean
  /** Merges the changes of several controls into one. */
  readonly merge: (changes: readonly Change<Name>[]) => Change<Name>
  readonly apply: (value: Value<Name>, change: Change<Name>, bucket: Bucket) => Changed<Name>
  /** For a policy: what was sent, which helps to explain a refusal. */
  readonly sent: (
    value: StoredValue<Name>,
    statements: readonly StatementChange[],
  ) => Sent | undefined
  /** Whether the live value contains what was written. Somebody else may have made the bucket compliant in another way. */
  readonly shows: (live: Value<Name>, written: Written<Name>, bucket: Bucket) => boolean
  /** Whether the live value is the result of the change that an interrupted run intended. */
  readonly isResultOf: (
    live: Value<Name>,
    change: Change<Name>,
    before: Value<Name>,
    bucket: Bucket,
  ) => boolean
  /**
   * For a write of unknown success: the value that it must have found if it put the live value. `undefined`: it did not put
   * the live value.
   */
  readonly foundBefore: (
    live: Value<Name>,
    change: Change<Name>,
    before: Value<Name>,
    bucket: Bucket,
  ) => Value<Name> | undefined
  /**
   * For a write that succeeded: the value right before it. This is the value at the first read, unless somebody put another
   * one in between. `undefined`: not known.
   */
  readonly valueBefore: (
    live: Value<Name>,
    change: Change<Name>,
    first: Value<Name>,
    bucket: Bucket,
  ) => Value<Name> | undefined
  /** The value in words, for the beginning of a sentence. */
  readonly describe: (value: Value<Name>) => string
  /** One line for each planned change. */
  readonly describePlanned: (
    value: Value<Name>,
    change: Change<Name>,
    statements: readonly StatementChange[] | undefined,
    bucket: Bucket,
  ) => readonly string[]
  /** One line for each completed change. */
  readonly describeDone: (
    before: Value<Name>,
    change: Change<Name>,
    statements: readonly StatementChange[] | undefined,
    bucket: Bucket,
  ) => readonly string[]
}
