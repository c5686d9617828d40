import { ALGORITHMS, type EncryptionRule } from '../../core/encryption/rule.ts'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import type { Choose } from '../readings/explore.ts'
import { hasSymbol, reasonOf } from '../readings/symbols.ts'
import { firstBlock, textIn } from './blocks.ts'
import type { Resource } from './resources.ts'

/**
 * The rule that a resource gives its bucket: `aws_s3_bucket_server_side_encryption_configuration`, or the block of that name in
 * `aws_s3_bucket`, which earlier versions of the provider have. `undefined`: none.
 */
export function encryptionIn(
  { type, values }: Resource,
  choose: Choose,
): EncryptionRule | undefined {
  const holder =
    type === 'aws_s3_bucket' ? firstBlock(values.server_side_encryption_configuration) : values
  const rule = firstBlock(holder?.rule)
  return rule && ruleOf(rule, choose)
}

function ruleOf(rule: JsonObject, choose: Choose): EncryptionRule {
  const byDefault = firstBlock(rule.apply_server_side_encryption_by_default)
  const algorithm = textIn(byDefault?.sse_algorithm)
  const key = textIn(byDefault?.kms_master_key_id)
  const blocked = blockedIn(rule.blocked_encryption_types, choose)
  return {
    ...(algorithm && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: oneOf(algorithm, Object.values(ALGORITHMS) as [string, ...string[]], choose),
        ...(key && { KMSMasterKeyID: key }),
      },
    }),
    BucketKeyEnabled: oneOf(rule.bucket_key_enabled ?? false, [false, true], choose) === true,
    ...(blocked.length > 0 && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  }
}

/** A value that is known only after the apply may be any of the options. */
const oneOf = <T extends Json>(
  value: T | Json,
  options: readonly [T, ...T[]],
  choose: Choose,
): T =>
  typeof value === 'string' && hasSymbol(value)
    ? choose(value, options, reasonOf(value))
    : (value as T)

const blockedIn = (value: Json | undefined, choose: Choose): readonly string[] => {
  const types = oneOf<readonly string[]>(value ?? [], [[], ['SSE-C']], choose)
  return Array.isArray(types) ? types.filter((one) => typeof one === 'string') : []
}
