import type { PutObjectCommandInput, S3 } from '@aws-sdk/client-s3'
import { failureOf, outcomeOf } from '../local-aws/support.ts'
import { KEY_ARN, OTHER_KEY_ARN } from '../support/builders.ts'
import { BUCKET } from './deployed.ts'

export type Headers = Partial<PutObjectCommandInput>

/** A key for SSE-C. */
export const OWN_KEY: Headers = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }

const kms = (SSEKMSKeyId?: string): Headers => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId })

/** The encryption headers of an upload. `the key` is KEY_ARN, which is also the key of the default, where it has one. */
export const UPLOADS = {
  'no header': {},
  AES256: { ServerSideEncryption: 'AES256' },
  'aws:kms': kms(),
  'aws:kms, the key': kms(KEY_ARN),
  'aws:kms, the key by its id': kms(KEY_ARN.split('/').at(-1)),
  'aws:kms, another key': kms(OTHER_KEY_ARN),
  'aws:kms, another key by its id': kms('0000aaaa-12ab-34cd-56ef-1234567890ab'),
  'aws:kms:dsse': { ServerSideEncryption: 'aws:kms:dsse' },
  'aws:kms:dsse, the key': { ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: KEY_ARN },
  'SSE-C': OWN_KEY,
} as const satisfies Record<string, Headers>

export type Upload = keyof typeof UPLOADS

const NAMES = Object.keys(UPLOADS) as readonly Upload[]

export const upload = (s3: S3, headers: Headers = {}) =>
  s3.putObject({ Bucket: BUCKET, Key: 'upload', Body: 'content', ...headers })

/** The uploads that S3 refuses. Any error except a plain "403 AccessDenied" is thrown. */
export async function refusedUploads(s3: S3): Promise<readonly Upload[]> {
  const refused: Upload[] = []
  for (const name of NAMES) {
    if ((await outcomeOf(upload(s3, UPLOADS[name]))) === 'ok') continue
    const { status, message } = await failureOf(upload(s3, UPLOADS[name]))
    if (status !== 403) throw new Error(`Cannot upload with ${name}: ${message}`)
    refused.push(name)
  }
  return refused
}
