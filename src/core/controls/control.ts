import type { Bucket } from '../bucket.ts'
import type { EncryptionMinimum } from '../encryption.ts'
import type { ControlId, Judgement } from '../finding.ts'
import type { JsonObject } from '../policy/document.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'

/** What must hold for every bucket: a value, one a file. `all.ts` lists them. */
export interface Control {
  readonly id: ControlId
  readonly title: string
  /** Why it matters to a bucket's owner, in one or two sentences of a message. */
  readonly why: string
  /** What an owner does whose application stops working. */
  readonly ifItHurts: string
  evaluate(posture: BucketPosture, settings: Settings): Judgement
  /** What makes a non-compliant bucket compliant; only ever added protection. */
  remedy(bucket: Bucket, settings: Settings): Remedy
}

export type Remedy =
  | { readonly type: 'policy-statement'; readonly statement: JsonObject }
  | { readonly type: 'encryption-rule'; readonly minimum: EncryptionMinimum }
