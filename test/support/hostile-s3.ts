import { S3ServiceException } from '@aws-sdk/client-s3'
import { bucketCalls } from '../../src/aws/s3/bucket-calls.ts'
import type { S3Clients } from '../../src/aws/s3/s3-client.ts'
import type { BucketCalls } from '../../src/core/bucket-calls.ts'

/** A bucket with any content that its owner can put. */
export interface HostileBucket {
  /** The text of the policy. */
  readonly policy: string | undefined
  readonly rule: unknown
  readonly tag: string | undefined
  /** S3's message if it refuses a put; `undefined` if it accepts it. */
  readonly refusal: string | undefined
}

/** Cooper's own calls to a fake S3, which answers the content of the bucket. */
export function hostileS3({ policy, rule, tag, refusal }: HostileBucket): BucketCalls {
  const state = { policy, rule }
  const answer = (code: string, message = 'x', status = 404) =>
    new S3ServiceException({
      ...{ name: code, message, $fault: 'client' },
      $metadata: { httpStatusCode: status },
    })
  const put = (change: () => void) => {
    if (refusal !== undefined) throw answer(refusal.slice(0, 500), refusal, 403)
    change()
    return {}
  }
  const found = <T>(value: T | undefined, code: string): T => {
    if (value === undefined) throw answer(code)
    return value
  }
  const calls: Readonly<Record<string, (input: never) => unknown>> = {
    GetBucketPolicyCommand: () => ({ Policy: found(state.policy, 'NoSuchBucketPolicy') }),
    GetBucketEncryptionCommand: () => ({
      ServerSideEncryptionConfiguration: { Rules: [state.rule] },
    }),
    GetBucketTaggingCommand: () => ({
      TagSet: [{ Key: 'cooper:exempt', Value: found(tag, 'NoSuchTagSet') }],
    }),
    GetBucketWebsiteCommand: () => found(undefined, 'NoSuchWebsiteConfiguration'),
    GetBucketAclCommand: () => ({ Grants: [] }),
    PutBucketPolicyCommand: ({ Policy }: { Policy: string }) =>
      put(() => Object.assign(state, { policy: Policy })),
    PutBucketEncryptionCommand: (input: {
      ServerSideEncryptionConfiguration: { Rules: readonly unknown[] }
    }) =>
      put(() => Object.assign(state, { rule: input.ServerSideEncryptionConfiguration.Rules[0] })),
  }
  const send = async (command: { readonly input: unknown }) => {
    const call = calls[command.constructor.name]
    if (call === undefined) throw new Error(`Cannot answer ${command.constructor.name}`)
    return call(command.input as never)
  }
  const client = { send } as unknown as S3Clients['reader']
  return bucketCalls({ reader: client, writer: client })
}
