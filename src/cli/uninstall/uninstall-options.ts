import type { OrganizationOptions } from '../options/organization-options.ts'
import type { RecordOptions } from '../options/ports.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import type { ConfirmOptions } from '../undo/confirm-and-undo.ts'

export interface UninstallOptions
  extends SelectionOptions,
    OrganizationOptions,
    RecordOptions,
    ConfirmOptions {
  readonly until?: string
}

/** Prints what was found or done on one bucket. */
export type Show = (lines: readonly string[], data: object) => Promise<void>
