import type { Announcement } from './announcements/announcement.ts'
import type { ControlId } from './controls/ids.ts'
import type { Mapping } from './controls/mapping.ts'
import type { Evidence } from './explain/examine.ts'
import type { JsonObject } from './policy/document.ts'

/** The verdict of one control on one bucket. Only `non-compliant` is proven, so Cooper acts on nothing else. */
export interface Finding extends Judgement {
  readonly control: ControlId
  readonly title: string
  /** The ids in public standards that the control is evidence for with its settings. */
  readonly mapping: Mapping
}

export interface Judgement {
  /**
   * `exempt`: the bucket is not compliant, and Cooper leaves it alone. `not-applicable`: the settings ask for nothing, so
   * nothing was judged.
   */
  readonly verdict: 'compliant' | 'non-compliant' | 'unknown' | 'exempt' | 'not-applicable'
  readonly reason: string
  /** The proof: the statements that enforce the control, or a request that no statement denies. */
  readonly evidence?: Evidence
  readonly exemption?: Exemption
  /** Whom the fix may shut out. Only with the verdict `non-compliant`. */
  readonly affected?: readonly AffectedUser[]
  /** The only problem is a statement that Cooper added for an earlier setting. */
  readonly isObsolete?: boolean
  /** Cooper leaves it alone for a while, because its fixes were reverted again and again. */
  readonly isFlapping?: boolean
  /** What people were notified of before Cooper acts on it. */
  readonly announced?: Announcement
}

/**
 * `own`: the bucket is Cooper's own. `setting`, `tag`, `undo`: a person asked for it. `website`, `public-reads`,
 * `log-target`, `shut-out`: a fix would break the use of the bucket, or shut out somebody whom its policy lets in.
 * `settling`: a fix would break its deployment.
 */
export type ExemptBy =
  | 'own'
  | 'setting'
  | 'tag'
  | 'undo'
  | 'website'
  | 'public-reads'
  | 'log-target'
  | 'shut-out'
  | 'settling'

/** Somebody who uses a bucket, and whom a fix may shut out. */
export interface AffectedUser {
  /** As the policy names it. */
  readonly who: string
  /** What to do or to know, in sentences. */
  readonly advice: string
  /** A statement for the policy of the KMS key. */
  readonly keyStatement?: JsonObject
}

/** Why Cooper leaves a bucket alone that is not compliant. */
export interface Exemption {
  readonly by: ExemptBy
  readonly reason: string
  /** The last day of the exemption in UTC, such as `2027-01-31`. */
  readonly until?: string
}

export const compliant = (reason: string): Judgement => ({ verdict: 'compliant', reason })

export const notApplicable = (reason: string): Judgement => ({ verdict: 'not-applicable', reason })

/** The judgement of a control that the settings switch off. */
export const NOT_REQUIRED = notApplicable('Not required by the settings')

export const nonCompliant = (reason: string): Judgement => ({ verdict: 'non-compliant', reason })

export const unknown = (reason: string): Judgement => ({ verdict: 'unknown', reason })

export const exempt = <T extends Judgement>(judgement: T, exemption: Exemption): T => ({
  ...judgement,
  verdict: 'exempt',
  reason: `${exemption.reason}. Otherwise: ${judgement.reason}`,
  exemption,
})

/** Whether nothing is missing: the bucket is compliant, or the settings ask for nothing. */
export const isCompliant = ({ verdict }: Judgement): boolean =>
  verdict === 'compliant' || verdict === 'not-applicable'

export const isNonCompliant = ({ verdict }: Judgement): boolean => verdict === 'non-compliant'

export const isUnknown = ({ verdict }: Judgement): boolean => verdict === 'unknown'

export const isExempt = ({ verdict }: Judgement): boolean => verdict === 'exempt'

const BY_REQUEST: readonly (Exemption['by'] | undefined)[] = ['own', 'setting', 'tag', 'undo']

/** Whether Cooper leaves it alone because of what people did after its changes: an undo, or reverting them again and again. */
export const isLeftAlone = ({ exemption, isFlapping }: Judgement): boolean =>
  exemption?.by === 'undo' || isFlapping === true

/** Whether Cooper waits until the deployment of the bucket is over. */
export const isWaiting = ({ exemption }: Judgement): boolean => exemption?.by === 'settling'

/** Whether a fix that was asked for is not made now. */
export const isNotNow = (judgement: Judgement): boolean =>
  isLeftAlone(judgement) || isWaiting(judgement)

/** Whether a person asked Cooper to leave the bucket alone, or the bucket is Cooper's own. */
export const isByRequest = ({ exemption }: Judgement): boolean => BY_REQUEST.includes(exemption?.by)
