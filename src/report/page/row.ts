import type { Exemption } from '../../core/finding.ts'
import type { OwnSid, OwnStatement } from '../../core/statements/cooper-statements.ts'

/** What the page holds of one bucket: a line of JSON, whose texts are fit to be shown. */
export type Row = readonly [
  name: string,
  account: string,
  region: string,
  /** One letter a control; empty where the bucket could not be looked at. */
  verdicts: string,
  /** Absent: nothing falls short. */
  detail?: Detail,
]

export interface Detail {
  readonly error?: string
  readonly findings?: readonly FindingDetail[]
  readonly steps?: readonly StepDetail[]
}

export interface FindingDetail {
  /** The control's place in the order of reports. */
  readonly control: number
  readonly reason: string
  readonly undenied?: RequestDetail
  readonly exemption?: Pick<Exemption, 'by' | 'until'>
}

/** A request that gets through: each part by its name, in the order of reading. */
export type RequestDetail = readonly (readonly [part: string, value: string])[]

export type StepDetail =
  /** Exactly as they would be put. */
  | { readonly statements: readonly OwnStatement[]; readonly obsolete: readonly OwnSid[] }
  | { readonly encryption: string }

/** What the page knows of a control. */
export interface ControlDetail {
  readonly id: string
  readonly title: string
  readonly standards: readonly string[]
  readonly page: string
}
