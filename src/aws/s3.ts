import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3ServiceException,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import type { BucketCalls } from '../apply-step.ts'
import type { Bucket } from '../core/bucket.ts'
import type { EncryptionRule } from '../core/encryption.ts'
import type { Refusal } from '../core/failure.ts'
import type { Policy } from '../core/policy/document.ts'
import { parsePolicyText } from '../core/policy/parse.ts'
import type { Observed } from '../core/posture.ts'
import { printable } from '../core/printable.ts'
import type { S3Clients } from './s3-client.ts'

/** Each call names the owner it expects, so that a bucket that changed hands is left alone. */
const addressOf = ({ name, account }: Bucket) => ({ Bucket: name, ExpectedBucketOwner: account })

export function bucketCalls({ reader, writer }: S3Clients): BucketCalls {
  return {
    readPolicy: (bucket) =>
      read(bucket, 's3:GetBucketPolicy', 'NoSuchBucketPolicy', async () => {
        const { Policy } = await reader.send(new GetBucketPolicyCommand(addressOf(bucket)))
        return parse(Policy ?? '')
      }),
    readEncryption: (bucket) =>
      read(bucket, 's3:GetEncryptionConfiguration', NO_ENCRYPTION, async () => {
        const command = new GetBucketEncryptionCommand(addressOf(bucket))
        const { ServerSideEncryptionConfiguration } = await reader.send(command)
        return ruleIn(ServerSideEncryptionConfiguration?.Rules)
      }),
    putPolicy: (bucket, policy) =>
      put(bucket, 'policy', async () => {
        const input = { ...addressOf(bucket), Policy: JSON.stringify(policy) }
        await writer.send(new PutBucketPolicyCommand(input))
      }),
    putEncryption: (bucket, rule) =>
      put(bucket, 'default encryption', async () => {
        // The SDK's enums are narrower than what S3 may answer; a rule goes back as it came.
        const Rules = [rule as ServerSideEncryptionRule]
        const ServerSideEncryptionConfiguration = { Rules }
        await writer.send(
          new PutBucketEncryptionCommand({
            ...addressOf(bucket),
            ServerSideEncryptionConfiguration,
          }),
        )
      }),
  }
}

// Since 2023 every bucket on AWS has default encryption; emulators still answer with this error.
const NO_ENCRYPTION = 'ServerSideEncryptionConfigurationNotFoundError'

// "No rule" is only what S3 says in so many words: an empty answer may come from anything on the way.
function ruleIn(rules: readonly ServerSideEncryptionRule[] = []): Observed<EncryptionRule> {
  const [rule] = rules
  // In S3 a rule always names an algorithm; an SDK type cannot say so.
  return rule
    ? { known: true, value: rule as EncryptionRule }
    : { known: false, reason: 'S3 answered without an encryption rule' }
}

function parse(text: string): Observed<Policy> {
  try {
    return { known: true, value: parsePolicyText(text) }
  } catch (error) {
    return { known: false, reason: messageOf(error) }
  }
}

/** Absent is a value and a refusal is a reason; every other failure is an error. */
async function read<T>(
  { name }: Bucket,
  permission: string,
  absentCode: string,
  call: () => Promise<Observed<T>>,
): Promise<Observed<T | undefined>> {
  try {
    return await call()
  } catch (error) {
    if (!isRefusal(error) || error.name === 'NoSuchBucket') {
      throw cannot(`call ${permission}`, name, error)
    }
    return error.name === absentCode
      ? { known: true, value: undefined }
      : {
          known: false,
          reason: `${permission} was refused with ${error.name}: ${messageOf(error)}`,
        }
  }
}

async function put(
  { name }: Bucket,
  what: string,
  call: () => Promise<void>,
): Promise<Refusal | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (isRefusal(error)) return { code: error.name, message: error.message }
    throw cannot(`put the ${what}`, name, error)
  }
}

// In the form of a refusal, yet gone after a while or with fresh credentials.
const TRY_AGAIN = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'RequestExpired',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TokenRefreshRequired',
])
const TRY_AGAIN_STATUS = new Set([409, 429])

/** An answer that would be the same the next time. */
function isRefusal(error: unknown): error is S3ServiceException {
  if (!(error instanceof S3ServiceException)) return false
  const { httpStatusCode: status = 0 } = error.$metadata
  const isClientError = status >= 400 && status < 500 && !TRY_AGAIN_STATUS.has(status)
  return isClientError && !TRY_AGAIN.has(error.name)
}

const cannot = (action: string, bucket: string, cause: unknown) =>
  Object.assign(
    new Error(`Cannot ${action} on bucket "${bucket}": ${messageOf(cause)}`, { cause }),
    { code: cause instanceof Error ? cause.name : 'Unknown' },
  )

const messageOf = (error: unknown) =>
  printable(error instanceof Error ? error.message : String(error))
