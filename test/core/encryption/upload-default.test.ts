import { describe, expect, test } from 'vitest'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { type UploadDefault, uploadDefaultOf } from '../../../src/core/encryption/upload-default.ts'
import { BUCKET, KEY_ARN, OTHER_KEY_ARN, rule, SSE_S3 } from '../../support/builders.ts'

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab'

describe('what S3 encrypts an upload with', () => {
  test.each<[string, EncryptionRule | undefined, UploadDefault]>([
    ['no rule is SSE-S3', undefined, { algorithm: 'AES256', keyNames: [] }],
    ['no default is SSE-S3', { BucketKeyEnabled: true }, { algorithm: 'AES256', keyNames: [] }],
    ['SSE-S3 has no key', SSE_S3, { algorithm: 'AES256', keyNames: [] }],
    ['no key is the managed one', rule('aws:kms'), { algorithm: 'aws:kms', keyNames: [] }],
    [
      'the managed key has no name, whatever its alias',
      rule('aws:kms:dsse', 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'),
      { algorithm: 'aws:kms:dsse', keyNames: [] },
    ],
    [
      'a key of the own account by its ARN may be named by its id too',
      rule('aws:kms', KEY_ARN),
      { algorithm: 'aws:kms', keyNames: [KEY_ARN, ID] },
    ],
    [
      'a bare id is a key of the own account',
      rule('aws:kms:dsse', ID),
      { algorithm: 'aws:kms:dsse', keyNames: [KEY_ARN, ID] },
    ],
    [
      'the id of a key in many regions',
      rule('aws:kms', `mrk-${ID}`),
      {
        algorithm: 'aws:kms',
        keyNames: [`arn:aws:kms:us-east-1:123456789012:key/mrk-${ID}`, `mrk-${ID}`],
      },
    ],
    [
      "another account's key has its ARN only",
      rule('aws:kms', OTHER_KEY_ARN),
      { algorithm: 'aws:kms', keyNames: [OTHER_KEY_ARN] },
    ],
    [
      'so has a key of another region',
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
    ['an asterisk would stand for any key', rule('aws:kms', '*'), UNREADABLE],
    ['so would one in an ARN', rule('aws:kms', KEY_ARN.replace(ID, '*')), UNREADABLE],
    ['a policy variable', rule('aws:kms', `\${aws:username}`), UNREADABLE],
    ['the ARN of something else', rule('aws:kms', 'arn:aws:s3:::bucket'), UNREADABLE],
    ['an account that is none', rule('aws:kms', KEY_ARN.replace('123456789012', '12')), UNREADABLE],
    ['a text behind a line break', rule('aws:kms', `${ID}\nmore`), UNREADABLE],
    [
      'an algorithm unknown today',
      rule('aws:quantum'),
      'Cooper does not support the algorithm aws:quantum',
    ],
    ['an algorithm that is no line', rule('a\nb'), 'Cooper does not support the algorithm a?b'],
  ])('can not be told: %s', (_reason, present, expected) => {
    expect(uploadDefaultOf(present, BUCKET)).toContain(expected)
  })
})
