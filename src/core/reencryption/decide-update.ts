import type { ObjectClass, ObjectHeaders } from '../objects/object-class.ts'
import type { UpdateObstacle } from './obstacles.ts'
import type { EncryptionTarget } from './target.ts'

/** The encryption types that S3 can update in place. */
export const UPDATABLE = ['sse-s3', 'sse-kms'] as const

export type Updatable = (typeof UPDATABLE)[number]

/** What objects get, and which ones. */
export interface UpdateScope {
  readonly target: EncryptionTarget
  /** Objects with another encryption are left alone. */
  readonly from: readonly Updatable[]
  readonly prefix: string
}

/** How an object was encrypted before an update. An undo needs it. */
export interface FormerEncryption {
  readonly encryption: Updatable
  readonly kmsKey?: string
  readonly bucketKey?: boolean
}

/** The former encryption: the object is to be updated. `meets`: it has the target. `not-asked`: `from` leaves it out. */
export type UpdateDecision = FormerEncryption | 'meets' | 'not-asked' | UpdateObstacle

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html */
export function decideUpdate(
  object: ObjectClass,
  isLocked: boolean,
  { target, from }: Omit<UpdateScope, 'prefix'>,
): UpdateDecision {
  const { encryption, kmsKey, bucketKey } = object
  if (encryption === 'unknown') return 'unreadable'
  if (encryption === 'none') return 'unencrypted'
  if (encryption === 'dsse-kms' || encryption === 'sse-c') return encryption
  if (encryption === 'sse-kms' && kmsKey === target.keyArn && bucketKey === target.bucketKey)
    return 'meets'
  if (!from.includes(encryption)) return 'not-asked'
  if (isLocked) return 'locked'
  return {
    encryption,
    ...(kmsKey !== undefined && { kmsKey }),
    ...(bucketKey !== undefined && { bucketKey }),
  }
}

/** Whether Object Lock keeps the object from an update. HeadObject shows a lock only to those who may read it. */
export const isLockedBy = (
  {
    ObjectLockRetainUntilDate: until,
    ObjectLockLegalHoldStatus: hold,
  }: Pick<ObjectHeaders, 'ObjectLockRetainUntilDate' | 'ObjectLockLegalHoldStatus'>,
  now: Date,
): boolean => hold === 'ON' || (until !== undefined && until > now)
