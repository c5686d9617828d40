import type { Exemption } from '../../core/finding.ts'
import type { OwnSid, OwnStatement } from '../../core/statements/cooper-statements.ts'

/** One bucket in the page's data: a line of JSON with printable texts. */
export type Row = readonly [
  name: string,
  account: string,
  region: string,
  /** One letter per control; empty where the bucket could not be read. */
  verdicts: string,
  /** Absent where every control is compliant. */
  detail?: Detail,
]

export interface Detail {
  readonly error?: string
  readonly findings?: readonly FindingDetail[]
  readonly steps?: readonly StepDetail[]
  /** The places of the controls that changed since an earlier check. Absent: none was given, or nothing changed. */
  readonly changes?: RowChanges
}

export type RowChanges = Readonly<Record<'new' | 'solved' | 'still', readonly number[]>>

export interface FindingDetail {
  /** The control's place in the order of reports. */
  readonly control: number
  readonly reason: string
  /** Where the settings of the account make the control evidence for other standards than on the rest of the page. */
  readonly standards?: readonly string[]
  readonly undenied?: RequestDetail
  /** Whom the fix may shut out, and what to do. */
  readonly affected?: readonly string[]
  readonly exemption?: Pick<Exemption, 'by' | 'until'>
}

/** A counterexample: the name and value of each part, in reading order. */
export type RequestDetail = readonly (readonly [part: string, value: string])[]

export type StepDetail =
  /** Exactly as they would be written. */
  | { readonly statements: readonly OwnStatement[]; readonly obsolete: readonly OwnSid[] }
  | { readonly encryption: string }

/** A control in the page's data. */
export interface ControlDetail {
  readonly id: string
  readonly title: string
  readonly standards: readonly string[]
  readonly page: string
}
