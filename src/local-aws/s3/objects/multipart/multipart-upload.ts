import type { ChecksumAlgorithm } from '../../content/checksum.ts'
import type { StoredObject } from '../store/stored-object.ts'

/** An upload in parts that was begun. */
export interface MultipartUpload {
  readonly id: string
  readonly key: string
  readonly initiatedAt: Date
  /** Who began it: an ARN. */
  readonly initiator: string
  /** What the object will have besides its content. */
  readonly facts: Pick<StoredObject, 'headers' | 'tags'>
  readonly checksum: ChecksumAlgorithm | undefined
  readonly checksumType: StoredObject['checksumType']
  /** By part number. */
  readonly parts: Map<number, UploadedPart>
}

export interface UploadedPart {
  readonly body: Buffer
  readonly etag: string
  readonly modifiedAt: Date
}

/** The parts in the order of their numbers. */
export const partsOf = ({ parts }: MultipartUpload): readonly (readonly [number, UploadedPart])[] =>
  [...parts].sort(([a], [b]) => a - b)
