import type { OrganizationOptions } from '../options/organization-options.ts'
import type { SelectionOptions } from '../options/selection-options.ts'

/** Which logs are judged, between which policies. */
export interface ImpactOptions extends SelectionOptions, OrganizationOptions {
  readonly policy?: string
  readonly before?: string
  readonly days: number
  readonly logs?: LogsAt
  readonly file?: readonly string[]
  readonly json?: true
  readonly html?: string
}

export interface LogsAt {
  readonly bucket: string
  readonly prefix: string
}
