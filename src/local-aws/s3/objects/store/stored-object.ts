import type { Tags } from '../../../../core/bucket-calls.ts'
import type { ChecksumAlgorithm } from '../../content/checksum.ts'

/** An object, or a version of one. */
export interface StoredObject {
  readonly body: Buffer
  readonly etag: string
  readonly modifiedAt: Date
  /** Headers to return: content type, encryption, storage class, lock, `x-amz-meta-…`. Without encryption: stored before 2023. */
  readonly headers: Readonly<Record<string, string>>
  readonly tags?: Tags
  /** The algorithm of the checksum that its upload brought. */
  readonly checksum?: ChecksumAlgorithm | undefined
  /** Absent: that of the content. */
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE' | undefined
  /** The sizes of the parts of a multipart upload. */
  readonly parts?: readonly number[]
  /** Absent: the version `null`, which a bucket without versioning stores. */
  readonly versionId?: string | undefined
}

/** Hides the versions before it: DeleteObject leaves one where the bucket has versioning. */
export interface DeleteMarker {
  readonly modifiedAt: Date
  readonly versionId?: string | undefined
  readonly isMarker: true
}

export type StoredVersion = StoredObject | DeleteMarker

export const isMarker = (version: StoredVersion): version is DeleteMarker => 'isMarker' in version

/** `null` is the version of an object that was stored without versioning. */
export const versionIdOf = ({ versionId = 'null' }: Pick<StoredObject, 'versionId'>): string =>
  versionId
