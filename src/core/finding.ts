import type { TlsEvidence } from './explain/examine-tls.ts'

export const CONTROL_IDS = ['default-encryption', 'tls-only'] as const

export type ControlId = (typeof CONTROL_IDS)[number]

/** What a control says of one bucket. Only `non-compliant` is proven and may be acted on. */
export interface Finding extends Judgement {
  readonly control: ControlId
  readonly title: string
}

export interface Judgement {
  readonly verdict: 'compliant' | 'non-compliant' | 'unknown'
  readonly reason: string
  /** What proves it: the statements that enforce, or a request that gets through. */
  readonly evidence?: TlsEvidence
}

export const compliant = (reason: string): Judgement => ({ verdict: 'compliant', reason })

export const nonCompliant = (reason: string): Judgement => ({ verdict: 'non-compliant', reason })

export const unknown = (reason: string): Judgement => ({ verdict: 'unknown', reason })

export const isCompliant = ({ verdict }: Finding): boolean => verdict === 'compliant'

export const isNonCompliant = ({ verdict }: Finding): boolean => verdict === 'non-compliant'
