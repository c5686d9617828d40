import { isCustomerManagedKey } from '../../encryption/keys.ts'
import type { Policy, Statement } from '../../policy/document.ts'
import { bucketArn } from '../../policy/evaluation/resources.ts'
import { namesOfStatements } from '../../policy/statement-names.ts'
import type { BucketPosture } from '../../posture.ts'
import type { Settings } from '../../settings.ts'

/**
 * Why a bucket key would shut out somebody by its encryption context, which is the ARN of the bucket in place of that of the
 * object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
 */
export function whoNeedsObjectContext(
  { bucket, policy, encryption }: BucketPosture,
  { kmsKeyArn, keyPolicy }: Pick<Settings, 'kmsKeyArn' | 'keyPolicy'>,
): string | undefined {
  const rule = encryption.known && encryption.value?.ApplyServerSideEncryptionByDefault
  if (!rule || !isCustomerManagedKey(rule.KMSMasterKeyID)) return undefined
  const objects = `${bucketArn(bucket)}/`
  const ofBucket = policy.known && policy.value
  const ofKey = rule.KMSMasterKeyID === kmsKeyArn && keyPolicy?.known && keyPolicy.value
  for (const [where, one] of [['bucket', ofBucket] as const, ['key', ofKey] as const]) {
    const reason =
      one &&
      (reasonIn(one, (statement) => namesContext(statement, objects), where, CONTEXT) ??
        reasonIn(one, namesDelivery, where, DELIVERY))
    if (reason) return reason
  }
  return undefined
}

const CONTEXT = 'names the ARN of an object as encryption context'
const DELIVERY =
  'lets in a role of replication or Firehose, whose permissions may name the ARN of an object as encryption context'

function reasonIn(
  policy: Policy,
  isMeant: (statement: Statement) => boolean,
  where: 'bucket' | 'key',
  what: string,
) {
  const statement = policy.statements.find(isMeant)
  return statement
    ? `The ${namesOfStatements(policy, [statement])} of the policy of the ${where} ${what}. With a bucket key the context is the ARN of the bucket`
    : undefined
}

const namesContext = ({ conditions }: Statement, objects: string) =>
  conditions.some(
    ({ key, values }) =>
      key.startsWith('kms:encryptioncontext:') && values.some((value) => value.startsWith(objects)),
  )

const namesDelivery = ({ effect, principals, actions }: Statement) =>
  effect === 'Allow' &&
  (actions.patterns.some((action) => /^s3:replicate/i.test(action)) ||
    principals.principals.some(({ type, value }) => DELIVERS.test(`${type} ${value}`)))

const DELIVERS =
  /^Service (firehose|replication\.s3)\.amazonaws\.com$|^AWS arn:[^ ]*:role\/(.*\/)?[^/]*(firehose|replication|s3crr)[^/]*$/i
