import type { Json } from '../../policy/document.ts'
import { isObject } from '../../policy/parsing/read-json.ts'
import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { ownersSid, type TemplateEncryption, type TemplateNeeds } from './template-needs.ts'

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration */
export const terraform = ({ bucket, statements, encryption, isNewPolicy }: TemplateNeeds): string =>
  [
    'Terraform:',
    ...(encryption ? terraformEncryption(bucket, encryption) : []),
    ...(statements.length > 0 ? terraformPolicy(bucket, statements, isNewPolicy) : []),
  ].join('\n')

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy */
function terraformPolicy(
  bucket: string,
  statements: readonly OwnStatement[],
  isNewPolicy: boolean,
): readonly string[] {
  const lines = statements.flatMap(terraformStatement)
  if (!isNewPolicy)
    return [
      '  # in the aws_iam_policy_document of the bucket policy, beside your other statements',
      ...lines,
    ]
  return [
    '  data "aws_iam_policy_document" "bucket" {',
    ...lines.map((line) => `  ${line}`),
    '  }',
    '  resource "aws_s3_bucket_policy" "bucket" {',
    `    bucket = "${bucket}"`,
    '    policy = data.aws_iam_policy_document.bucket.json',
    '  }',
  ]
}

const terraformEncryption = (
  bucket: string,
  { algorithm, key, bucketKey, blocksSseC }: TemplateEncryption,
) => [
  '  resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {',
  `    bucket = "${bucket}"`,
  '    rule {',
  '      apply_server_side_encryption_by_default {',
  `        sse_algorithm     = "${algorithm}"`,
  ...(key ? [`        kms_master_key_id = "${key}"`] : []),
  '      }',
  ...(bucketKey ? ['      bucket_key_enabled = true'] : []),
  ...(blocksSseC
    ? ['      blocked_encryption_types = ["SSE-C"] # from version 6.22 of the provider on']
    : []),
  '    }',
  '  }',
]

const terraformStatement = (statement: OwnStatement) => [
  '  statement {',
  `    sid       = "${ownersSid(statement)}"`,
  '    effect    = "Deny"',
  `    actions   = ${terraformList(statement.Action)}`,
  `    resources = ${terraformList(statement.Resource)}`,
  '    principals {',
  '      type        = "*"',
  '      identifiers = ["*"]',
  '    }',
  ...terraformConditions(statement.Condition),
  '  }',
]

const terraformConditions = (condition: Json | undefined) =>
  entriesOf(condition).flatMap(([test, keys]) =>
    entriesOf(keys).flatMap(([variable, values]) => [
      '    condition {',
      `      test     = "${test}"`,
      `      variable = "${variable}"`,
      `      values   = ${terraformList(values)}`,
      '    }',
    ]),
  )

const entriesOf = (value: Json | undefined) => (isObject(value) ? Object.entries(value) : [])

const terraformList = (value: Json | undefined) =>
  `[${[value]
    .flat()
    .map((one) => `"${one}"`)
    .join(', ')}]`
