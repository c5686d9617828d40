import type { EncryptionRule } from '../../core/encryption/rule.ts'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import { firstBlock, textIn } from './blocks.ts'
import type { Resource } from './resources.ts'

/**
 * The rule that a resource gives its bucket: `aws_s3_bucket_server_side_encryption_configuration`, or the block of that name in
 * `aws_s3_bucket`, which earlier versions of the provider have. `undefined`: none.
 */
export function encryptionIn({ type, values }: Resource): EncryptionRule | undefined {
  const holder =
    type === 'aws_s3_bucket' ? firstBlock(values.server_side_encryption_configuration) : values
  const rule = firstBlock(holder?.rule)
  return rule && ruleOf(rule)
}

function ruleOf(rule: JsonObject): EncryptionRule {
  const byDefault = firstBlock(rule.apply_server_side_encryption_by_default)
  const algorithm = textIn(byDefault?.sse_algorithm)
  const key = textIn(byDefault?.kms_master_key_id)
  const blocked = textsIn(rule.blocked_encryption_types)
  return {
    ...(algorithm && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: algorithm,
        ...(key && { KMSMasterKeyID: key }),
      },
    }),
    BucketKeyEnabled: rule.bucket_key_enabled === true,
    ...(blocked.length > 0 && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  }
}

const textsIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
