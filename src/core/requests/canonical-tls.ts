import type { Policy, Statement } from '../policy/document.ts'
import { type BucketId, bucketArn } from '../policy/evaluation/resources.ts'

/**
 * Whether the policy contains AWS's recommended statement literally, under any Sid. AWS Config's
 * s3-bucket-ssl-requests-only and Security Hub's S3.5 check for it:
 * https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
 */
export function isCanonicalTls(policy: Policy, bucket: BucketId): boolean {
  return policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      appliesToEveryone(statement) &&
      includesEveryAction(statement) &&
      namesBucketAndObjects(statement, bucketArn(bucket)) &&
      hasOnlyTheTlsCondition(statement),
  )
}

function appliesToEveryone({ principals }: Statement): boolean {
  return (
    !principals.negated &&
    principals.principals.some(({ type, value }) => type === 'AWS' && value === '*')
  )
}

function includesEveryAction({ actions }: Statement): boolean {
  return !actions.negated && actions.patterns.some((action) => action.toLowerCase() === 's3:*')
}

function namesBucketAndObjects({ resources }: Statement, arn: string): boolean {
  return (
    !resources.negated && [arn, `${arn}/*`].every((needed) => resources.patterns.includes(needed))
  )
}

function hasOnlyTheTlsCondition({ conditions }: Statement): boolean {
  const [condition] = conditions
  return (
    conditions.length === 1 &&
    condition?.operator === 'Bool' &&
    condition.quantifier === undefined &&
    !condition.ifExists &&
    condition.key === 'aws:securetransport' &&
    condition.values.length > 0 &&
    condition.values.every((value) => value === 'false')
  )
}
