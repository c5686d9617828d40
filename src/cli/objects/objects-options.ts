import type { OrganizationOptions } from '../options/organization-options.ts'
import type { SelectionOptions } from '../options/selection-options.ts'

export interface ObjectAddress {
  readonly bucket: string
  readonly key: string
}

export interface ObjectsOptions extends SelectionOptions, OrganizationOptions {
  readonly all?: true
  readonly sample: number
  readonly versions?: true
  readonly prefix: string
  readonly inventory?: ObjectAddress
  readonly clientSide: 'tag' | 'expect'
  readonly json?: true
  readonly csv?: string
  readonly html?: string
}
