import { describe, expect, test } from 'vitest'
import {
  arnOfKey,
  isAlias,
  isAllowedKey,
  isCustomerManagedKey,
} from '../../../src/core/encryption/keys.ts'
import { BUCKET, KEY_ARN, OTHER_KEY_ARN } from '../../support/builders.ts'

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
const KMS = 'arn:aws:kms:us-east-1:123456789012'

describe('isCustomerKey', () => {
  test.each<[string, string | undefined, boolean]>([
    ['no key is the AWS managed key', undefined, false],
    ['an empty string is no key', '', false],
    ['the AWS managed key by its alias', 'alias/aws/s3', false],
    ["the AWS managed key by its alias's ARN", `${KMS}:alias/aws/s3`, false],
    ['its ARN in another partition', 'arn:aws-cn:kms:cn-north-1:123456789012:alias/aws/s3', false],
    ['an ARN', KEY_ARN, true],
    ["another account's key", OTHER_KEY_ARN, true],
    ['a bare id', ID, true],
    ['an alias', 'alias/mine', true],
    ["an alias's ARN", `${KMS}:alias/mine`, true],
    ['an alias with only the ending of the managed one', 'alias/team-alias/aws/s3', true],
    ['an alias with only the beginning of the managed one', 'alias/aws/s3-team', true],
  ])('%s', (_reason, key, expected) => {
    expect(isCustomerManagedKey(key)).toBe(expected)
  })
})

describe('isAlias', () => {
  test.each<[string, string, boolean]>([
    ['a name', 'alias/mine', true],
    ['a name with more slashes', 'alias/team/mine', true],
    ['an ARN', `${KMS}:alias/mine`, true],
    ['the AWS managed key', 'alias/aws/s3', true],
    ["a key's ARN", KEY_ARN, false],
    ['a bare id', ID, false],
    ['a key with "alias" in its id', `${KMS}:key/alias/mine`, false],
    ['an id that begins with "alias"', 'alias-1', false],
  ])('%s', (_reason, key, expected) => {
    expect(isAlias(key)).toBe(expected)
  })
})

describe('arnOfKey', () => {
  test('a bare id belongs to the account and region of the bucket', () => {
    expect(arnOfKey(ID, BUCKET)).toBe(KEY_ARN)
  })

  test('a bare id belongs to the partition of the bucket', () => {
    const place = { account: '210987654321', region: 'cn-north-1', partition: 'aws-cn' }
    expect(arnOfKey('mrk-1', place)).toBe('arn:aws-cn:kms:cn-north-1:210987654321:key/mrk-1')
  })

  test('an ARN stays unchanged', () => {
    expect(arnOfKey(OTHER_KEY_ARN, BUCKET)).toBe(OTHER_KEY_ARN)
  })
})

describe('isAllowedKey', () => {
  const OWN = `${KMS}:key/*`

  test.each<[string, string | undefined, readonly string[], boolean | undefined]>([
    ['without a list, any key', OTHER_KEY_ARN, [], true],
    ['without a list, the AWS managed key', undefined, [], true],
    ['without a list, an alias', 'alias/mine', [], true],
    ['the key itself', KEY_ARN, [KEY_ARN], true],
    ['one of several', KEY_ARN, [OTHER_KEY_ARN, KEY_ARN], true],
    ['none of several', KEY_ARN, [OTHER_KEY_ARN, `${KMS}:key/another`], false],
    ['a glob over ids', KEY_ARN, [OWN], true],
    ['a glob over regions', KEY_ARN, ['arn:aws:kms:*:123456789012:key/*'], true],
    ['a glob over accounts', OTHER_KEY_ARN, ['arn:aws:kms:us-east-1:*:key/*'], true],
    ["another account's key", OTHER_KEY_ARN, [OWN], false],
    ['another region', KEY_ARN, ['arn:aws:kms:eu-west-1:123456789012:key/*'], false],
    [
      'a pattern must match the whole ARN, not only its beginning',
      KEY_ARN,
      [`${KMS}:key/1234abcd`],
      false,
    ],
    ['a dot matches only a dot', KEY_ARN, [KEY_ARN.replaceAll('-', '.')], false],
    ["a bare id is in the bucket's account", ID, [OWN], true],
    [
      'a bare id is not in another account',
      ID,
      ['arn:aws:kms:us-east-1:999999999999:key/*'],
      false,
    ],
    [
      'no key is the AWS managed key, which is not on the list',
      undefined,
      ['arn:aws:kms:*'],
      false,
    ],
    ['nor is its alias', 'alias/aws/s3', ['arn:aws:kms:*'], false],
    ["nor is its alias's ARN", `${KMS}:alias/aws/s3`, ['arn:aws:kms:*'], false],
    ['an alias may mean any key', 'alias/mine', [OWN], undefined],
    ["so may an alias's ARN, even if a pattern matches", `${KMS}:alias/mine`, ['arn:*'], undefined],
  ])('%s', (_reason, key, allowed, expected) => {
    expect(isAllowedKey(key, allowed, BUCKET)).toBe(expected)
  })
})
