/** An AWS service that reads or writes objects with its own principal, not with a role of the account. */
export interface KeyService {
  readonly principal: string
  readonly name: string
  /** The actions that it needs on a customer managed key. */
  readonly needs: readonly KeyAction[]
  /** AWS's page. */
  readonly page: string
}

export type KeyAction = 'kms:Decrypt' | 'kms:GenerateDataKey'

const WRITER = ['kms:GenerateDataKey', 'kms:Decrypt'] as const

/**
 * Services that cannot use the AWS managed key, whose policy lets in callers of the account only. A customer managed key
 * has to let them in. Those that support SSE-S3 only are in log-target.ts.
 */
export const KEY_SERVICES: readonly KeyService[] = [
  {
    principal: 'delivery.logs.amazonaws.com',
    name: 'log delivery of NLB, VPC flow logs, WAF and others',
    needs: WRITER,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html',
  },
  {
    principal: 'cloudfront.amazonaws.com',
    name: 'CloudFront with an origin access control',
    needs: ['kms:Decrypt'],
    page: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
  },
  {
    principal: 'config.amazonaws.com',
    name: 'AWS Config',
    needs: WRITER,
    page: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html',
  },
  {
    principal: 's3.amazonaws.com',
    name: 'S3 Inventory and other reports of S3',
    needs: ['kms:GenerateDataKey'],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html',
  },
  {
    principal: 'ses.amazonaws.com',
    name: 'Amazon SES',
    needs: WRITER,
    page: 'https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html',
  },
]

/** Services that read and write with a role, and do not support DSSE-KMS. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files-encryption.html
export const S3_FILES = /^elasticfilesystem\.amazonaws\.com$|:role\/(.*\/)?\w*s3[_-]?files/i
