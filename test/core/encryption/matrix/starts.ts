import type { EncryptionRule } from '../../../../src/core/encryption/rule.ts'
import { NAMED_KEY } from './settings.ts'

/** The encryption that a bucket starts with. */
export interface Start {
  readonly algorithm: 'none' | 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly key: Key
  readonly bucketKey: boolean | undefined
  readonly blocked: 'SSE-C' | 'NONE' | undefined
}

export interface Key {
  /** As in the rule. */
  readonly text: string | undefined
  readonly owner: 'AWS' | 'customer'
  /** Whether it is one of the account's keys, all of which are on the list. */
  readonly isListed: 'yes' | 'no' | 'unknown'
}

const ACCOUNT = 'arn:aws:kms:us-east-1:123456789012'
const NO_KEY: Key = { text: undefined, owner: 'AWS', isListed: 'no' }

const managed = (text: string): Key => ({ ...NO_KEY, text })
const customers = (text: string, isListed: Key['isListed']): Key => {
  return { text, owner: 'customer', isListed }
}

const KEYS: Readonly<Record<string, Key>> = {
  'without a key': NO_KEY,
  'with the AWS managed key by its alias': managed('alias/aws/s3'),
  "with the AWS managed key by its alias's ARN": managed(`${ACCOUNT}:alias/aws/s3`),
  'with the key in the settings': customers(NAMED_KEY, 'yes'),
  'with another key of the account': customers(`${ACCOUNT}:key/mrk-0a1b2c3d`, 'yes'),
  'with a bare id': customers('0fedcba9-8765-4321-0fed-cba987654321', 'yes'),
  "with another account's key": customers('arn:aws:kms:us-east-1:999999999999:key/9876', 'no'),
  'with an alias': customers('alias/mine', 'unknown'),
  "with an alias's ARN": customers(`${ACCOUNT}:alias/mine`, 'unknown'),
}

export const isOfCustomer = (key: string | undefined): boolean =>
  Object.values(KEYS).some(({ text, owner }) => text === key && owner === 'customer')

const FLAGS = [true, false, undefined]
const BLOCKS = ['SSE-C', 'NONE', undefined] as const

const starts = (algorithm: Start['algorithm'], key: Key, flags = FLAGS): readonly Start[] =>
  flags.flatMap((bucketKey) => BLOCKS.map((blocked) => ({ algorithm, key, bucketKey, blocked })))

const NONE: Start = { algorithm: 'none', key: NO_KEY, bucketKey: undefined, blocked: undefined }

/** Each kind with every flag and block. S3 supports no bucket keys with DSSE-KMS, so they are never on there. */
export const STARTS: ReadonlyArray<readonly [kind: string, starts: readonly Start[]]> = [
  ['none', [NONE]],
  ['SSE-S3', starts('AES256', NO_KEY)],
  ...Object.entries(KEYS).flatMap(([name, key]) => [
    [`SSE-KMS ${name}`, starts('aws:kms', key)] as const,
    [`DSSE-KMS ${name}`, starts('aws:kms:dsse', key, [false, undefined])] as const,
  ]),
]

/** Fields that S3 may add to a rule in the future, at either level. */
const LATER = { AddedLater: { Enabled: true } }

export const ruleOf = (start: Start): EncryptionRule | undefined =>
  start.algorithm === 'none'
    ? undefined
    : {
        ...LATER,
        ApplyServerSideEncryptionByDefault: {
          ...LATER,
          SSEAlgorithm: start.algorithm,
          ...(start.key.text !== undefined && { KMSMasterKeyID: start.key.text }),
        },
        ...(start.bucketKey !== undefined && { BucketKeyEnabled: start.bucketKey }),
        ...(start.blocked !== undefined && {
          BlockedEncryptionTypes: { EncryptionType: [start.blocked] },
        }),
      }
