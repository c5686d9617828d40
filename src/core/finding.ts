import type { ControlId } from './controls/ids.ts'
import type { Mapping } from './controls/mapping.ts'
import type { Evidence } from './explain/examine.ts'

/** What a control says of one bucket. Only `non-compliant` is proven and may be acted on. */
export interface Finding extends Judgement {
  readonly control: ControlId
  readonly title: string
  /** Where the control stands in public standards. */
  readonly mapping: Mapping
}

export interface Judgement {
  /** `exempt`: it falls short, and is to be left as it is. */
  readonly verdict: 'compliant' | 'non-compliant' | 'unknown' | 'exempt'
  readonly reason: string
  /** What proves it: the statements that enforce, or a request that gets through. */
  readonly evidence?: Evidence
  readonly exemption?: Exemption
  /** All that falls short is that a statement of Cooper's stands there from an earlier setting. */
  readonly isObsolete?: boolean
}

/** Why a bucket that falls short is left as it is. */
export interface Exemption {
  /** `setting`, `tag` and `undo`: somebody asked for it. `website`, `public-reads`, `log-target`: mending would hurt. */
  readonly by: 'setting' | 'tag' | 'undo' | 'website' | 'public-reads' | 'log-target'
  readonly reason: string
  /** The last day on which it holds, as `2027-01-31`, in UTC. */
  readonly until?: string
}

/** The reason of a control whose setting asks for nothing. */
export const NOT_REQUIRED = 'Not asked for'

export const compliant = (reason: string): Judgement => ({ verdict: 'compliant', reason })

export const nonCompliant = (reason: string): Judgement => ({ verdict: 'non-compliant', reason })

export const unknown = (reason: string): Judgement => ({ verdict: 'unknown', reason })

export const exempt = <T extends Judgement>(judgement: T, exemption: Exemption): T => ({
  ...judgement,
  verdict: 'exempt',
  reason: `${exemption.reason}. Otherwise: ${judgement.reason}`,
  exemption,
})

export const isCompliant = ({ verdict }: Judgement): boolean => verdict === 'compliant'

export const isNonCompliant = ({ verdict }: Judgement): boolean => verdict === 'non-compliant'

export const isUnknown = ({ verdict }: Judgement): boolean => verdict === 'unknown'

export const isExempt = ({ verdict }: Judgement): boolean => verdict === 'exempt'

/** Whether somebody asked for it to be left as it is. */
export const isByRequest = ({ exemption }: Judgement): boolean =>
  exemption?.by === 'setting' || exemption?.by === 'tag' || exemption?.by === 'undo'
