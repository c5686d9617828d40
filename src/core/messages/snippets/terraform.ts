import type { Json } from '../../policy/document.ts'
import { isObject } from '../../policy/parsing/read-json.ts'
import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { ownersSid, type Wanted, type WantedEncryption } from './template-needs.ts'

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration */
export const terraform = ({ bucket, statements, encryption }: Wanted): string =>
  [
    'Terraform:',
    ...(encryption ? encryptionOf(bucket, encryption) : []),
    ...(statements.length > 0
      ? ['  # in the aws_iam_policy_document of the bucket policy, beside your other statements']
      : []),
    ...statements.flatMap(statementOf),
  ].join('\n')

const encryptionOf = (
  bucket: string,
  { algorithm, key, bucketKey, blocksCustomerKeys }: WantedEncryption,
) => [
  '  resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {',
  `    bucket = "${bucket}"`,
  '    rule {',
  '      apply_server_side_encryption_by_default {',
  `        sse_algorithm     = "${algorithm}"`,
  ...(key ? [`        kms_master_key_id = "${key}"`] : []),
  '      }',
  ...(bucketKey ? ['      bucket_key_enabled = true'] : []),
  ...(blocksCustomerKeys
    ? ['      blocked_encryption_types = ["SSE-C"] # from version 6.22 of the provider on']
    : []),
  '    }',
  '  }',
]

const statementOf = (statement: OwnStatement) => [
  '  statement {',
  `    sid       = "${ownersSid(statement)}"`,
  '    effect    = "Deny"',
  `    actions   = ${list(statement.Action)}`,
  `    resources = ${list(statement.Resource)}`,
  '    principals {',
  '      type        = "*"',
  '      identifiers = ["*"]',
  '    }',
  ...conditionsOf(statement.Condition),
  '  }',
]

const conditionsOf = (condition: Json | undefined) =>
  entriesOf(condition).flatMap(([test, keys]) =>
    entriesOf(keys).flatMap(([variable, values]) => [
      '    condition {',
      `      test     = "${test}"`,
      `      variable = "${variable}"`,
      `      values   = ${list(values)}`,
      '    }',
    ]),
  )

const entriesOf = (value: Json | undefined) => (isObject(value) ? Object.entries(value) : [])

const list = (value: Json | undefined) =>
  `[${[value]
    .flat()
    .map((one) => `"${one}"`)
    .join(', ')}]`
