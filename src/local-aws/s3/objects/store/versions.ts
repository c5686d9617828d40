import { randomUUID } from 'node:crypto'
import type { StoredBucket } from '../../bucket.ts'
import {
  type DeleteMarker,
  isMarker,
  type StoredObject,
  type StoredVersion,
  versionIdOf,
} from './stored-object.ts'

type NewObject = Omit<StoredObject, 'versionId'>

/** Stores the object as the current one. What was current stays as a version, if the bucket has versioning. */
export function storeVersion(bucket: StoredBucket, key: string, object: NewObject): StoredObject {
  const versionId = makeRoom(bucket, key)
  const stored: StoredObject = versionId === undefined ? object : { ...object, versionId }
  bucket.objects.set(key, stored)
  return stored
}

/** Deletes the current object; a bucket with versioning gets a delete marker. */
export function deleteCurrent(
  bucket: StoredBucket,
  key: string,
  now: Date,
): StoredVersion | undefined {
  if (bucket.versioning === undefined) {
    bucket.objects.delete(key)
    return undefined
  }
  const versionId = makeRoom(bucket, key)
  const marker: DeleteMarker = { modifiedAt: now, versionId, isMarker: true }
  writeHistory(bucket, key, [marker, ...earlier(bucket, key)])
  return marker
}

/** Deletes one version for good. The version before it becomes the current one. */
export function deleteVersion(
  bucket: StoredBucket,
  key: string,
  versionId: string,
): StoredVersion | undefined {
  const found = findVersion(bucket, key, versionId)
  if (found !== undefined) {
    writeVersions(
      bucket,
      key,
      versionsOf(bucket, key).filter((one) => one !== found),
    )
  }
  return found
}

/** All versions of a key, the newest first. */
export function versionsOf(bucket: StoredBucket, key: string): readonly StoredVersion[] {
  const current = bucket.objects.get(key)
  return current === undefined ? earlier(bucket, key) : [current, ...earlier(bucket, key)]
}

export const findVersion = (
  bucket: StoredBucket,
  key: string,
  versionId: string,
): StoredVersion | undefined =>
  versionsOf(bucket, key).find((version) => versionIdOf(version) === versionId)

/** Puts another content of a version in its place. */
export function replaceVersion(
  bucket: StoredBucket,
  key: string,
  old: StoredObject,
  changed: StoredObject,
): void {
  writeVersions(
    bucket,
    key,
    versionsOf(bucket, key).map((one) => (one === old ? changed : one)),
  )
}

/** Whether the bucket has neither objects nor versions nor delete markers. */
export const isEmptyBucket = ({ objects, history }: StoredBucket): boolean =>
  objects.size === 0 && history.size === 0

/** All keys that have an object or a version. */
export const keysOf = ({ objects, history }: StoredBucket): Iterable<string> =>
  history.size === 0 ? objects.keys() : new Set([...objects.keys(), ...history.keys()])

/** Moves the current object to the versions, and returns the version id of what comes in its place. */
function makeRoom(bucket: StoredBucket, key: string): string | undefined {
  const { versioning, objects } = bucket
  if (versioning === undefined) return undefined
  // A bucket whose versioning is suspended stores the version `null`, in the place of an earlier one.
  const isKept = (one: StoredVersion) => versioning === 'Enabled' || one.versionId !== undefined
  writeHistory(bucket, key, versionsOf(bucket, key).filter(isKept))
  objects.delete(key)
  return versioning === 'Enabled' ? randomUUID().replaceAll('-', '') : undefined
}

const earlier = ({ history }: StoredBucket, key: string) => history.get(key) ?? []

function writeVersions(
  bucket: StoredBucket,
  key: string,
  versions: readonly StoredVersion[],
): void {
  const [newest, ...rest] = versions
  const isObject = newest !== undefined && !isMarker(newest)
  if (isObject) bucket.objects.set(key, newest)
  else bucket.objects.delete(key)
  writeHistory(bucket, key, isObject ? rest : versions)
}

function writeHistory(bucket: StoredBucket, key: string, versions: readonly StoredVersion[]): void {
  if (versions.length === 0) bucket.history.delete(key)
  else bucket.history.set(key, versions)
}
