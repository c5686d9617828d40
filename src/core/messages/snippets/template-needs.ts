import type { OwnStatement } from '../../statements/cooper-statements.ts'

/** What a template must say so that the next deployment of the bucket is compliant. */
export interface Wanted {
  readonly bucket: string
  readonly partition: string
  readonly statements: readonly OwnStatement[]
  readonly encryption: WantedEncryption | undefined
}

/** In the owner's template a statement is the owner's: under Cooper's Sid, Cooper might take it out again. */
export const ownersSid = ({ Sid }: OwnStatement): string => Sid.replace('Cooper', '')

export interface WantedEncryption {
  readonly algorithm: string
  readonly key: string | undefined
  readonly bucketKey: boolean
  readonly blocksCustomerKeys: boolean
}
