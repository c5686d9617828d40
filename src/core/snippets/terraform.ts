import { bucketArn } from '../policy/resources.ts'
import type { Wanted, WantedEncryption } from './wanted.ts'

export const terraform = (wanted: Wanted): string =>
  [
    'Terraform:',
    ...(wanted.encryption ? encryption(wanted.bucket, wanted.encryption) : []),
    ...(wanted.tlsOnly ? policy(wanted) : []),
  ].join('\n')

const encryption = (bucket: string, { algorithm, key, bucketKey }: WantedEncryption) => [
  '  resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {',
  `    bucket = "${bucket}"`,
  '    rule {',
  '      apply_server_side_encryption_by_default {',
  `        sse_algorithm     = "${algorithm}"`,
  ...(key ? [`        kms_master_key_id = "${key}"`] : []),
  '      }',
  ...(bucketKey ? ['      bucket_key_enabled = true'] : []),
  '    }',
  '  }',
]

const policy = (wanted: Wanted) => [
  '  # in the aws_iam_policy_document of the bucket policy, beside your other statements',
  '  statement {',
  '    sid       = "CooperTlsOnly"',
  '    effect    = "Deny"',
  '    actions   = ["s3:*"]',
  `    resources = ["${bucketArn({ ...wanted, name: wanted.bucket })}", "${bucketArn({ ...wanted, name: wanted.bucket })}/*"]`,
  '    principals {',
  '      type        = "*"',
  '      identifiers = ["*"]',
  '    }',
  '    condition {',
  '      test     = "Bool"',
  '      variable = "aws:SecureTransport"',
  '      values   = ["false"]',
  '    }',
  '  }',
]
