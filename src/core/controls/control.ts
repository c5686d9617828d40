import type { AttributeName, Change } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import type { AffectedUser, Judgement } from '../finding.ts'
import type { Look } from '../policy/decision/look.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { OwnSid } from '../statements/cooper-statements.ts'
import type { ControlId } from './ids.ts'
import type { Mapping } from './mapping.ts'

/** A requirement on every bucket. Each control is a value in its own file, and `all.ts` lists them. */
export interface Control {
  readonly id: ControlId
  readonly title: string
  /** Why it matters to a bucket's owner, in one or two sentences for a message. */
  readonly why: string
  /** What an owner can do if an application stops working. */
  ifItBreaks(bucket: Bucket): string
  /** What a finding with these settings is evidence for. */
  mapping(settings: Settings): Mapping
  /** The statements that the control adds. */
  readonly ownSids: readonly OwnSid[]
  /** The judgements of all controls on a bucket share the budget of one look. */
  evaluate(posture: BucketPosture, settings: Settings, look?: Look): Judgement
  /** The change that makes a non-compliant bucket compliant: it adds protection, or removes a statement that Cooper added for an earlier setting. */
  remedy(posture: BucketPosture, settings: Settings): Remedy
  /** Why the change would break a static website. `undefined`: it would not. */
  breaksWebsites?(settings: Settings): string | undefined
  /** Why the change would break a bucket that anyone may read. `undefined`: it would not. */
  breaksPublicReads?(settings: Settings): string | undefined
  /** Why the change may refuse readers of a bucket that anyone may read. `undefined`: it refuses none. */
  readonly mayRefuseAnybody?: string
  /** Why the change would surely shut out somebody who uses the bucket. `undefined`: nobody that is known. */
  shutsOut?(posture: BucketPosture, settings: Settings): string | undefined
  /** Whom the change may shut out. */
  affects?(posture: BucketPosture, settings: Settings): readonly AffectedUser[]
  /** The settings for a bucket that receives logs. The same object where they need not differ. */
  forLogTarget?(settings: Settings): Settings
}

/** The changes by attribute. Most controls change one. */
export type Remedy = { readonly [Name in AttributeName]?: Change<Name> }
