import type { OwnStatement } from '../../statements/cooper-statements.ts'

/** What a template must say so that the next deployment of the bucket is compliant. */
export interface TemplateNeeds {
  readonly bucket: string
  readonly partition: string
  readonly statements: readonly OwnStatement[]
  readonly encryption: TemplateEncryption | undefined
}

/** In the owner's template a statement is the owner's: under Cooper's Sid, Cooper might take it out again. */
export const ownersSid = ({ Sid }: OwnStatement): string => Sid.replace('Cooper', '')

export interface TemplateEncryption {
  readonly algorithm: string
  readonly key: string | undefined
  readonly bucketKey: boolean
  readonly blocksSseC: boolean
}
