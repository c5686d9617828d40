import { ACL_OPERATIONS } from './bucket-acl.ts'
import { BUCKET_OPERATIONS } from './bucket-operations.ts'
import { POLICY_OPERATIONS } from './bucket-policy.ts'
import { DELETE_OBJECTS_OPERATIONS } from './delete-objects.ts'
import { ENCRYPTION_OPERATIONS } from './encryption.ts'
import { LIST_BUCKETS_OPERATIONS } from './list-buckets.ts'
import { LIST_OBJECTS_OPERATIONS } from './list-objects.ts'
import { LOGGING_OPERATIONS } from './logging.ts'
import { OBJECT_OPERATIONS } from './objects.ts'
import type { Operation } from './operation.ts'
import { PUBLIC_ACCESS_BLOCK_OPERATIONS } from './public-access-block.ts'
import { TAGGING_OPERATIONS } from './tagging.ts'
import { WEBSITE_OPERATIONS } from './website.ts'

/** All that the embedded S3 can do. Anything else answers 501. */
export const OPERATIONS: readonly Operation[] = [
  ...LIST_BUCKETS_OPERATIONS,
  ...BUCKET_OPERATIONS,
  ...ACL_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...ENCRYPTION_OPERATIONS,
  ...TAGGING_OPERATIONS,
  ...WEBSITE_OPERATIONS,
  ...LOGGING_OPERATIONS,
  ...PUBLIC_ACCESS_BLOCK_OPERATIONS,
  ...LIST_OBJECTS_OPERATIONS,
  ...DELETE_OBJECTS_OPERATIONS,
  ...OBJECT_OPERATIONS,
]
