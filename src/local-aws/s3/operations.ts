import { BUCKET_OPERATIONS } from './buckets/bucket-operations.ts'
import { LIST_BUCKETS_OPERATIONS } from './buckets/list-buckets.ts'
import { ACL_OPERATIONS } from './configurations/bucket-acl.ts'
import { ENCRYPTION_OPERATIONS } from './configurations/encryption.ts'
import { KEPT_OPERATIONS } from './configurations/kept.ts'
import { LIFECYCLE_OPERATIONS } from './configurations/lifecycle.ts'
import { LOGGING_OPERATIONS } from './configurations/logging.ts'
import { NUMBERED_OPERATIONS } from './configurations/numbered.ts'
import { OBJECT_LOCK_OPERATIONS } from './configurations/object-lock-configuration.ts'
import { OWNERSHIP_OPERATIONS } from './configurations/ownership-controls.ts'
import { POLICY_OPERATIONS } from './configurations/policy/bucket-policy.ts'
import { POLICY_STATUS_OPERATIONS } from './configurations/policy/policy-status.ts'
import { PUBLIC_ACCESS_BLOCK_OPERATIONS } from './configurations/public-access-block.ts'
import { TAGGING_OPERATIONS } from './configurations/tagging.ts'
import { VERSIONING_OPERATIONS } from './configurations/versioning.ts'
import { WEBSITE_OPERATIONS } from './configurations/website.ts'
import { COPY_OBJECT_OPERATIONS } from './objects/copy/copy-object.ts'
import { DELETE_OBJECT_OPERATIONS } from './objects/delete-object.ts'
import { DELETE_OBJECTS_OPERATIONS } from './objects/delete-objects.ts'
import { UPDATE_ENCRYPTION_OPERATIONS } from './objects/encryption/update-object-encryption.ts'
import { GET_OBJECT_OPERATIONS } from './objects/get-object.ts'
import { LIST_OBJECTS_OPERATIONS } from './objects/listing/list-objects.ts'
import { LIST_VERSIONS_OPERATIONS } from './objects/listing/list-versions.ts'
import { RETENTION_OPERATIONS } from './objects/lock/retention.ts'
import { BEGIN_UPLOAD_OPERATIONS } from './objects/multipart/begin-upload.ts'
import { MULTIPART_OPERATIONS } from './objects/multipart/complete-upload.ts'
import { LIST_UPLOADS_OPERATIONS } from './objects/multipart/list-uploads.ts'
import { UPLOAD_PART_OPERATIONS } from './objects/multipart/upload-part.ts'
import { OBJECT_ACL_OPERATIONS } from './objects/object-acl.ts'
import { OBJECT_TAGGING_OPERATIONS } from './objects/object-tagging.ts'
import { PUT_OBJECT_OPERATIONS } from './objects/put-object.ts'
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
  ...PUT_OBJECT_OPERATIONS,
  ...COPY_OBJECT_OPERATIONS,
  ...BEGIN_UPLOAD_OPERATIONS,
  ...MULTIPART_OPERATIONS,
  ...UPLOAD_PART_OPERATIONS,
  ...LIST_UPLOADS_OPERATIONS,
  ...GET_OBJECT_OPERATIONS,
  ...DELETE_OBJECT_OPERATIONS,
  ...UPDATE_ENCRYPTION_OPERATIONS,
  ...LIST_VERSIONS_OPERATIONS,
  ...VERSIONING_OPERATIONS,
  ...OWNERSHIP_OPERATIONS,
  ...KEPT_OPERATIONS,
  ...OBJECT_LOCK_OPERATIONS,
  ...POLICY_STATUS_OPERATIONS,
  ...NUMBERED_OPERATIONS,
  ...OBJECT_TAGGING_OPERATIONS,
  ...RETENTION_OPERATIONS,
  ...OBJECT_ACL_OPERATIONS,
]
