import { childOf, childrenOf, isXmlObject, type Xml, xmlText } from '../http/xml.ts'
import type { StoredBucket } from '../s3/bucket.ts'
import { encryptionTypeOf } from '../s3/objects/encryption/encryption-type.ts'
import { BUCKET_KEY, KEY_ID } from '../s3/objects/encryption/object-encryption.ts'
import { isMarker, type StoredObject, versionIdOf } from '../s3/objects/store/stored-object.ts'
import { keysOf, versionsOf } from '../s3/objects/store/versions.ts'
import { classIn } from '../s3/objects/upload/metadata.ts'
import type { BatchJob, JobTask } from './job.ts'

/** The objects of a bucket that the filter of a job lets through: all versions, where the bucket has versioning. */
export function generateManifest(
  { generator }: BatchJob,
  bucket: StoredBucket,
): readonly JobTask[] {
  const filter = childOf(childOf(generator, 'S3JobManifestGenerator'), 'Filter')
  const tasks: JobTask[] = []
  for (const key of keysOf(bucket)) {
    for (const version of versionsOf(bucket, key)) {
      if (isMarker(version) || !passes(key, version, filter)) continue
      const versionId = bucket.versioning === undefined ? undefined : versionIdOf(version)
      tasks.push({ bucket: bucket.name, key, versionId })
    }
  }
  return tasks
}

function passes(key: string, object: StoredObject, filter: Xml | undefined): boolean {
  const text = (name: string) => xmlText(filter, name)
  const constraint = childOf(filter, 'KeyNameConstraint')
  const time = object.modifiedAt.getTime()
  const size = object.body.length
  const [after, before] = [text('CreatedAfter'), text('CreatedBefore')]
  const [above, below] = [text('ObjectSizeGreaterThanBytes'), text('ObjectSizeLessThanBytes')]
  return (
    (after === undefined || time > Date.parse(after)) &&
    (before === undefined || time < Date.parse(before)) &&
    (above === undefined || size > Number(above)) &&
    (below === undefined || size < Number(below)) &&
    matchesAny(constraint, 'MatchAnyPrefix', (one) => key.startsWith(one)) &&
    matchesAny(constraint, 'MatchAnySuffix', (one) => key.endsWith(one)) &&
    matchesAny(constraint, 'MatchAnySubstring', (one) => key.includes(one)) &&
    matchesAny(filter, 'MatchAnyStorageClass', (one) => classIn(object.headers) === one) &&
    matchesEncryption(object, childOf(filter, 'MatchAnyObjectEncryption'))
  )
}

function matchesAny(parent: Xml | undefined, name: string, test: (one: string) => boolean) {
  const values = childrenOf(childOf(parent, name), 'member').map(String)
  return values.length === 0 || values.some(test)
}

function matchesEncryption({ headers }: StoredObject, wanted: Xml | undefined): boolean {
  const choices = childrenOf(wanted, 'ObjectEncryption')
  if (choices.length === 0) return true
  const type = encryptionTypeOf(headers)
  return choices.some((choice) => {
    if (!isXmlObject(choice) || choice[type] === undefined) return false
    const keyArn = xmlText(choice[type], 'KmsKeyArn')
    const bucketKey = xmlText(choice[type], 'BucketKeyEnabled')
    if (keyArn !== undefined && headers[KEY_ID] !== keyArn) return false
    return bucketKey === undefined || bucketKey === (headers[BUCKET_KEY] ?? 'false')
  })
}
