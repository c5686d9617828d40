/**
 * The actions on a bucket or its objects, and the condition keys that only some of them have, from the service authorization reference
 * for S3 as of June 2026: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)
const inLowerCase = (text: string) => words(text.toLowerCase()).map((name) => `s3:${name}`)

export const BUCKET_ACTIONS = inLowerCase(`
  CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
  DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite
  GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS
  GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
  GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
  GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
  GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
  GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
  GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads
  ListBucketVersions ListTagsForResource PauseReplication PutAccelerateConfiguration
  PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging
  PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls
  PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging
  PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
  PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
  PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
  UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
`)

export const OBJECT_ACTIONS = inLowerCase(`
  AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging
  DeleteObjectVersion DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes
  GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion
  GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication
  GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts
  ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention
  PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
  ReplicateTags RestoreObject UpdateObjectEncryption
`)

/** Actions on something else, such as the account or an access point. */
export const OTHER_ACTIONS = inLowerCase(`
  AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance
  CreateAccessGrantsLocation CreateAccessPoint CreateAccessPointForObjectLambda CreateJob
  CreateMultiRegionAccessPoint CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance
  DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPoint
  DeleteAccessPointForObjectLambda DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda
  DeleteJobTagging DeleteMultiRegionAccessPoint DeleteStorageLensConfiguration
  DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob
  DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter GetAccessGrant
  GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
  GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
  GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda
  GetAccessPointPolicyStatus GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock
  GetDataAccess GetJobTagging GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
  GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes
  GetStorageLensConfiguration GetStorageLensConfigurationTagging GetStorageLensDashboard
  GetStorageLensGroup ListAccessGrants ListAccessGrantsInstances ListAccessGrantsLocations
  ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListCallerAccessGrants
  ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations ListStorageLensGroups
  PutAccessGrantsInstanceResourcePolicy PutAccessPointConfigurationForObjectLambda
  PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutAccessPointPublicAccessBlock
  PutAccountPublicAccessBlock PutJobTagging PutMultiRegionAccessPointPolicy
  PutStorageLensConfiguration PutStorageLensConfigurationTagging
  SubmitMultiRegionAccessPointRoutes UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus
  UpdateStorageLensGroup
`)

/** A key, or the beginning of one, and the actions that may have it. */
export const KEYS_OF_SOME_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [`aws:requesttag/`, `CreateBucket TagResource`],
      [`aws:tagkeys`, `CreateBucket TagResource UntagResource`],
      [`s3:delimiter s3:max-keys s3:prefix`, `ListBucket ListBucketVersions`],
      [`s3:destinationregion`, `PauseReplication`],
      [
        `s3:existingobjecttag/`,
        `DeleteObjectTagging DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectTagging GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionTagging PutObjectAcl PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging UpdateObjectEncryption`,
      ],
      [`s3:if-match`, `DeleteObject PutObject`],
      [`s3:inventoryaccessibleoptionalfields`, `PutInventoryConfiguration`],
      [`s3:isreplicationpauserequest`, `PutReplicationConfiguration`],
      [`s3:locationconstraint s3:x-amz-bucket-namespace s3:x-amz-object-ownership`, `CreateBucket`],
      [`s3:object-lock-legal-hold`, `PutObject PutObjectLegalHold`],
      [
        `s3:object-lock-mode s3:object-lock-remaining-retention-days s3:object-lock-retain-until-date`,
        `PutObject PutObjectRetention`,
      ],
      [`s3:if-none-match s3:objectcreationoperation`, `PutObject`],
      [
        `s3:requestobjecttag/ s3:requestobjecttagkeys`,
        `BypassGovernanceRetention PutObject PutObjectTagging PutObjectVersionTagging`,
      ],
      [
        `s3:versionid`,
        `DeleteObjectVersion DeleteObjectVersionTagging GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionTagging GetObjectVersionTorrent PutObjectVersionAcl PutObjectVersionTagging`,
      ],
      [
        `s3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp`,
        `BypassGovernanceRetention CreateBucket PutBucketAcl PutObject PutObjectAcl PutObjectVersionAcl`,
      ],
      [
        `s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-website-redirect-location`,
        `BypassGovernanceRetention PutObject`,
      ],
      [
        `s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id`,
        `BypassGovernanceRetention PutObject ReplicateObject UpdateObjectEncryption`,
      ],
      [
        `s3:x-amz-server-side-encryption-customer-algorithm`,
        `BypassGovernanceRetention PutObject ReplicateObject`,
      ],
      [
        `s3:x-amz-storage-class`,
        `BypassGovernanceRetention PutObject PutObjectAcl PutObjectVersionAcl`,
      ],
    ] as const
  ).flatMap(([keys, actions]) => words(keys).map((key) => [key, inLowerCase(actions)] as const)),
)
