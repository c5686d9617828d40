import { expect, test } from 'vitest'
import {
  classOf,
  type ObjectClass,
  type ObjectHeaders,
} from '../../../src/core/objects/object-class.ts'

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd'

test.each<[reason: string, headers: ObjectHeaders, expected: ObjectClass]>([
  ['stored before 2023', {}, { encryption: 'none' }],
  ['SSE-S3', { ServerSideEncryption: 'AES256' }, { encryption: 'sse-s3' }],
  [
    'SSE-KMS without a bucket key',
    { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY },
    { encryption: 'sse-kms', kmsKey: KEY, bucketKey: false },
  ],
  [
    'SSE-KMS with a bucket key',
    { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, BucketKeyEnabled: true },
    { encryption: 'sse-kms', kmsKey: KEY, bucketKey: true },
  ],
  [
    'DSSE-KMS, which has no bucket keys',
    { ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: KEY },
    { encryption: 'dsse-kms', kmsKey: KEY },
  ],
  ['SSE-C', { SSECustomerAlgorithm: 'AES256' }, { encryption: 'sse-c' }],
  ['an algorithm of the future', { ServerSideEncryption: 'aws:new' }, { encryption: 'unknown' }],
  [
    'a client of version 1',
    { ServerSideEncryption: 'AES256', Metadata: { 'x-amz-key': '…', 'x-amz-iv': '…' } },
    { encryption: 'sse-s3', clientSide: 'v1' },
  ],
  [
    'a client of version 2, which also reads version 1',
    { Metadata: { 'X-Amz-Key-V2': '…', 'x-amz-key': '…' } },
    { encryption: 'none', clientSide: 'v2' },
  ],
  [
    'a client of version 3',
    { Metadata: { 'x-amz-c': '115', 'x-amz-3': '…' } },
    { encryption: 'none', clientSide: 'v3' },
  ],
  [
    'an instruction file, which may have the key in its metadata',
    {
      ServerSideEncryption: 'AES256',
      Metadata: { 'x-amz-crypto-instr-file': '', 'x-amz-key': '' },
    },
    { encryption: 'sse-s3', clientSide: 'key-file' },
  ],
  [
    'metadata of an application',
    { ServerSideEncryption: 'AES256', Metadata: { 'x-amz-keys': '…', key: 'x-amz-key-v2' } },
    { encryption: 'sse-s3' },
  ],
])('%s', (_, headers, expected) => {
  expect(classOf(headers)).toEqual(expected)
})
