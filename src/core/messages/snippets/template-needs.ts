import type { OwnStatement } from '../../statements/cooper-statements.ts'

/** What a template must contain so that the next deployment of the bucket is compliant. */
export interface TemplateNeeds {
  readonly bucket: string
  readonly partition: string
  /** The name of the bucket in the template of its stack. `undefined`: not known. */
  readonly logicalId: string | undefined
  /** Whether the template needs a bucket policy of its own: none stood before Cooper's change. */
  readonly isNewPolicy: boolean
  readonly statements: readonly OwnStatement[]
  readonly encryption: TemplateEncryption | undefined
}

/** The owner's template needs a Sid of its own: Cooper might remove a statement under Cooper's Sid. */
export const ownersSid = ({ Sid }: OwnStatement): string => Sid.replace('Cooper', '')

/** The name of the bucket policy in the template. */
export const policyIdOf = (logicalId = 'Bucket'): string => `${logicalId}Policy`

export interface TemplateEncryption {
  readonly algorithm: string
  readonly key: string | undefined
  readonly bucketKey: boolean
  readonly blocksSseC: boolean
}
