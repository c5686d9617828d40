import type { S3 } from '@aws-sdk/client-s3'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'

export type Setup = (s3: S3, bucket: string) => Promise<unknown>

const policy =
  (...statements: ((bucket: string) => object)[]): Setup =>
  (s3, Bucket) =>
    s3.putBucketPolicy({
      Bucket,
      Policy: JSON.stringify(policyOf(...statements.map((make) => ({ ...make(Bucket) })))),
    })

const rule =
  (SSEAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse', KMSMasterKeyID?: string): Setup =>
  (s3, Bucket) => {
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm,
      ...(KMSMasterKeyID && { KMSMasterKeyID }),
    }
    const Rules = [{ ApplyServerSideEncryptionByDefault }]
    return s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } })
  }

export const tag =
  (Value: string): Setup =>
  (s3, Bucket) =>
    s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'cooper:exempt', Value }] } })

const website: Setup = (s3, Bucket) => {
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } }
  return s3.putBucketWebsite({ Bucket, WebsiteConfiguration })
}

const own = (name: string) => tlsOnlyStatement({ name, partition: 'aws' })
const owners = (bucket: string) => ({ ...OWNERS_STATEMENT, Resource: `arn:aws:s3:::${bucket}/*` })
const damaged = (bucket: string) => ({ ...own(bucket), Resource: `arn:aws:s3:::${bucket}/*` })

export const untouched: Setup = async () => undefined

export const compliant: Setup = policy(own)

/** One bucket for each kind of posture. */
export const VARIED: Readonly<Record<string, Setup>> = {
  'one-as-made': untouched,
  'one-compliant': compliant,
  'one-with-owners-policy': policy(owners),
  'one-with-damaged-statement': policy(damaged, owners),
  'one-with-kms-without-bucket-key': rule('aws:kms', KEY_ARN),
  'one-with-dsse': rule('aws:kms:dsse', KEY_ARN),
  'one-that-takes-sse-c': rule('AES256'),
  'one-that-is-a-website': website,
  'one-that-is-exempt': tag('all until=2999-12-31 the archive'),
  'one-that-is-exempt-from-one': tag('tls-only the cash register'),
}
