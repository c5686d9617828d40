import { describe, expect, test } from 'vitest'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { type UploadDefault, uploadDefaultOf } from '../../../src/core/encryption/upload-default.ts'
import { BUCKET, KEY_ARN, OTHER_KEY_ARN, rule, SSE_S3 } from '../../support/builders.ts'

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab'

describe('the encryption of an upload without a header', () => {
  test.each<[string, EncryptionRule | undefined, UploadDefault]>([
    ['no rule is SSE-S3', undefined, { algorithm: 'AES256', keyNames: [] }],
    ['no default is SSE-S3', { BucketKeyEnabled: true }, { algorithm: 'AES256', keyNames: [] }],
    ['SSE-S3 has no key', SSE_S3, { algorithm: 'AES256', keyNames: [] }],
    ['no key is the AWS managed key', rule('aws:kms'), { algorithm: 'aws:kms', keyNames: [] }],
    [
      'the AWS managed key has no name, whatever its alias',
      rule('aws:kms:dsse', 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'),
      { algorithm: 'aws:kms:dsse', keyNames: [] },
    ],
    [
      "a key of the bucket's account with an ARN may also be named by its id",
      rule('aws:kms', KEY_ARN),
      { algorithm: 'aws:kms', keyNames: [KEY_ARN, ID] },
    ],
    [
      "a bare id is a key of the bucket's account",
      rule('aws:kms:dsse', ID),
      { algorithm: 'aws:kms:dsse', keyNames: [KEY_ARN, ID] },
    ],
    [
      'the id of a multi-Region key',
      rule('aws:kms', `mrk-${ID}`),
      {
        algorithm: 'aws:kms',
        keyNames: [`arn:aws:kms:us-east-1:123456789012:key/mrk-${ID}`, `mrk-${ID}`],
      },
    ],
    [
      "another account's key has only its ARN",
      rule('aws:kms', OTHER_KEY_ARN),
      { algorithm: 'aws:kms', keyNames: [OTHER_KEY_ARN] },
    ],
    [
      'so does a key of another region',
      rule('aws:kms', KEY_ARN.replace('us-east-1', 'eu-west-1')),
      { algorithm: 'aws:kms', keyNames: [KEY_ARN.replace('us-east-1', 'eu-west-1')] },
    ],
  ])('%s', (_reason, present, expected) => {
    expect(uploadDefaultOf(present, BUCKET)).toEqual(expected)
  })

  const ALIAS = 'The default encryption names its key by an alias, so Cooper cannot determine'
  const UNREADABLE = 'The default encryption names a key in a form that Cooper cannot read'

  test.each<[string, EncryptionRule, string]>([
    ['an alias', rule('aws:kms', 'alias/mine'), ALIAS],
    ["an alias's ARN", rule('aws:kms', 'arn:aws:kms:us-east-1:123456789012:alias/mine'), ALIAS],
    ['an asterisk, which would mean any key', rule('aws:kms', '*'), UNREADABLE],
    ['an asterisk in an ARN', rule('aws:kms', KEY_ARN.replace(ID, '*')), UNREADABLE],
    ['a policy variable', rule('aws:kms', `\${aws:username}`), UNREADABLE],
    ['the ARN of something else', rule('aws:kms', 'arn:aws:s3:::bucket'), UNREADABLE],
    ['an invalid account id', rule('aws:kms', KEY_ARN.replace('123456789012', '12')), UNREADABLE],
    ['text after a line break', rule('aws:kms', `${ID}\nmore`), UNREADABLE],
    [
      'an unsupported algorithm',
      rule('aws:quantum'),
      'Cooper does not support the algorithm aws:quantum',
    ],
    ['an algorithm with a line break', rule('a\nb'), 'Cooper does not support the algorithm a?b'],
  ])('is unknown: %s', (_reason, present, expected) => {
    expect(uploadDefaultOf(present, BUCKET)).toContain(expected)
  })
})
