import type { OwnStatement } from '../../statements/cooper-statements.ts'

/** What a template must contain so that the next deployment of the bucket is compliant. */
export interface TemplateNeeds {
  readonly bucket: string
  readonly partition: string
  readonly statements: readonly OwnStatement[]
  readonly encryption: TemplateEncryption | undefined
}

/** The owner's template needs a Sid of its own: Cooper might remove a statement under Cooper's Sid. */
export const ownersSid = ({ Sid }: OwnStatement): string => Sid.replace('Cooper', '')

export interface TemplateEncryption {
  readonly algorithm: string
  readonly key: string | undefined
  readonly bucketKey: boolean
  readonly blocksSseC: boolean
}
