import { BUCKET_OPERATIONS } from './bucket-operations.ts'
import { ACL_OPERATIONS } from './configurations/bucket-acl.ts'
import { POLICY_OPERATIONS } from './configurations/bucket-policy.ts'
import { ENCRYPTION_OPERATIONS } from './configurations/encryption.ts'
import { LIFECYCLE_OPERATIONS } from './configurations/lifecycle.ts'
import { LOGGING_OPERATIONS } from './configurations/logging.ts'
import { PUBLIC_ACCESS_BLOCK_OPERATIONS } from './configurations/public-access-block.ts'
import { TAGGING_OPERATIONS } from './configurations/tagging.ts'
import { WEBSITE_OPERATIONS } from './configurations/website.ts'
import { LIST_BUCKETS_OPERATIONS } from './list-buckets.ts'
import { DELETE_OBJECTS_OPERATIONS } from './objects/delete-objects.ts'
import { LIST_OBJECTS_OPERATIONS } from './objects/list-objects.ts'
import { OBJECT_OPERATIONS } from './objects/objects.ts'
import type { Operation } from './operation.ts'

/** All operations of the embedded S3. Any other answers 501. */
export const OPERATIONS: readonly Operation[] = [
  ...LIST_BUCKETS_OPERATIONS,
  ...BUCKET_OPERATIONS,
  ...ACL_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...ENCRYPTION_OPERATIONS,
  ...TAGGING_OPERATIONS,
  ...WEBSITE_OPERATIONS,
  ...LIFECYCLE_OPERATIONS,
  ...LOGGING_OPERATIONS,
  ...PUBLIC_ACCESS_BLOCK_OPERATIONS,
  ...LIST_OBJECTS_OPERATIONS,
  ...DELETE_OBJECTS_OPERATIONS,
  ...OBJECT_OPERATIONS,
]
