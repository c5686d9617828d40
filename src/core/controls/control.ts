import type { AttributeName, Change } from '../attributes/attribute.ts'
import type { Judgement } from '../finding.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { OwnSid } from '../statements/cooper-statements.ts'
import type { ControlId } from './ids.ts'
import type { Mapping } from './mapping.ts'

/** What must hold for every bucket: a value, one a file. `all.ts` lists them. */
export interface Control {
  readonly id: ControlId
  readonly title: string
  /** Why it matters to a bucket's owner, in one or two sentences of a message. */
  readonly why: string
  /** What an owner does whose application stops working. */
  readonly ifItBreaks: string
  /** What the README's table says of it, in Markdown. */
  readonly documentation: Documentation
  readonly mapping: Mapping
  /** The statements that it writes. */
  readonly ownSids: readonly OwnSid[]
  evaluate(posture: BucketPosture, settings: Settings): Judgement
  /** What makes a non-compliant bucket compliant: added protection, or Cooper's own statement of an earlier setting out. */
  remedy(posture: BucketPosture, settings: Settings): Remedy
  /** Why mending a static website would hurt, if it would. */
  breaksWebsites?(settings: Settings): string | undefined
  /** Why mending a bucket would hurt that anybody may read from. */
  breaksPublicReads?(settings: Settings): string | undefined
  /** The most that may be asked of a bucket that logs are delivered to; the same object where that is no less. */
  forLogTarget?(settings: Settings): Settings
}

/** The changes by attribute; most controls need one. */
export type Remedy = { readonly [Name in AttributeName]?: Change<Name> }

export interface Documentation {
  readonly settings: string
  readonly mustHold: string
  readonly remedy: string
}
