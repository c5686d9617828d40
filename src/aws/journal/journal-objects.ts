import type { S3Clients } from '../s3/s3-client.ts'
import { type JsonObjects, jsonObjectsIn } from './json-objects.ts'
import { namingFailures } from './naming-failures.ts'

/** The JSON objects of a journal, whose errors name it. `account`: the expected owner of its bucket. */
export const journalObjectsIn = (
  bucket: string,
  account: string,
  clients: S3Clients,
): JsonObjects => namingFailures(jsonObjectsIn(bucket, account, clients), bucket)
