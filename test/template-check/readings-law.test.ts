// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of CloudFormation have such variables
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUnknown } from '../../src/core/finding.ts'
import type { Settings } from '../../src/core/settings.ts'
import { KEY_ARN } from '../support/builders.ts'
import { check } from './support.ts'

/** What a person may say of each parameter. Most values of `P` and `Q` are nonsense in most places. */
const ANY_TEXTS = [
  ...['*', 's3:*', 's3:GetObject', 'true', 'false', 'Deny', 'Allow', '1.2', '2.0', 'a', 'b'],
  ...['arn:aws:iam::123456789012:role/a', 'arn:aws:s3:::a-data/*', 'arn:aws:s3:::*', 'AES256'],
  ...['aws:kms', KEY_ARN],
  ...['127311923021', 'logging.s3.amazonaws.com', 'arn:aws:iam::999988887777:root'],
] as const
const PARAMETERS = {
  P: ANY_TEXTS,
  Q: ANY_TEXTS,
  // The others have the form that their condition key needs.
  Role: ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b'],
  Pattern: ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::*:role/*', '*'],
  Name: ['a', 'b'],
  Algorithm: ['AES256', 'aws:kms', 'aws:kms:dsse'],
  Key: [KEY_ARN, 'alias/aws/s3', 'arn:aws:kms:eu-central-1:123456789012:key/a'],
  Text: ['a', 'b', 'vpce-0123456789abcdef0', '*'],
  Account: ['123456789012', '999988887777'],
  Network: ['10.0.0.0/8', '0.0.0.0/0', '203.0.113.77'],
} as const

type Values = { readonly [Name in keyof typeof PARAMETERS]: string }
const values = fc.record(
  Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, texts]) => [name, fc.constantFrom<string>(...texts)]),
  ),
) as unknown as fc.Arbitrary<Values>

const REF = fc.constantFrom({ Ref: 'P' }, { Ref: 'Q' })
const openOr = (name: keyof Values, ...known: readonly unknown[]) =>
  fc.constantFrom<unknown>({ Ref: name }, ...known)

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const oneOrOpen = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: REF })

const condition = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ Bool: { 'aws:SecureTransport': 'false' } }) },
  fc
    .tuple(
      oneOf('Bool', 'BoolIfExists', 'Null', 'StringEquals'),
      oneOf('aws:SecureTransport', 's3:TlsVersion'),
      oneOrOpen('true', 'false'),
    )
    .map(([operator, key, value]) => ({ [operator]: { [key]: value } })),
  fc
    .tuple(
      oneOf(
        'StringEquals',
        'StringNotEquals',
        'StringLike',
        'StringNotLike',
        'StringNotEqualsIfExists',
      ),
      oneOf(
        ['aws:SourceVpce', 'Text', 'vpce-0123456789abcdef0'],
        ['aws:PrincipalAccount', 'Account', '123456789012'],
        ['aws:PrincipalTag/team', 'Text', 'a'],
        ['s3:x-amz-server-side-encryption', 'Algorithm', 'AES256'],
        ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'Key', KEY_ARN],
        ['aws:PrincipalArn', 'Role', 'arn:aws:iam::123456789012:role/a'],
      ),
      fc.boolean(),
    )
    .map(([operator, [key, name, known], isOpen]) => ({
      [operator]: { [String(key)]: isOpen ? { Ref: name } : known },
    })),
  fc
    .tuple(oneOf('NotIpAddress', 'IpAddress'), openOr('Network', '10.0.0.0/8', '0.0.0.0/0'))
    .map(([operator, value]) => ({ [operator]: { 'aws:SourceIp': value } })),
  fc
    .tuple(
      oneOf('ArnLike', 'ArnNotLike', 'ArnNotEquals'),
      openOr('Pattern', 'arn:aws:iam::123456789012:role/a'),
    )
    .map(([operator, value]) => ({ [operator]: { 'aws:PrincipalArn': value } })),
  fc
    .tuple(oneOf('NumericLessThan', 'NumericLessThanIfExists'), oneOrOpen('1.2', '2.0'))
    .map(([operator, value]) => ({ [operator]: { 's3:TlsVersion': value } })),
)

const conditions = fc
  .array(condition, { minLength: 0, maxLength: 2 })
  .map((all) => Object.assign({}, ...all))

const BUCKET_ARN = { 'Fn::GetAtt': ['Data', 'Arn'] }
const NAMED_ARN = { 'Fn::Sub': 'arn:aws:s3:::${Name}-data*' }
const OBJECTS_ARN = { 'Fn::Sub': '${Data.Arn}/*' }

const resource = fc.oneof(
  { weight: 4, arbitrary: fc.constant([BUCKET_ARN, OBJECTS_ARN]) },
  fc.array(oneOrOpen(BUCKET_ARN, OBJECTS_ARN, NAMED_ARN, '*', 'arn:aws:s3:::a-*'), {
    minLength: 1,
    maxLength: 2,
  }),
)

const statement = fc
  .record({
    Effect: fc.oneof({ weight: 6, arbitrary: oneOf<unknown>('Deny') }, oneOrOpen('Allow', 'Deny')),
    principal: oneOf('Principal', 'Principal', 'Principal', 'NotPrincipal'),
    Principal: fc.oneof(
      { weight: 4, arbitrary: oneOf<unknown>('*') },
      oneOrOpen('arn:aws:iam::123456789012:role/a', '*').map((AWS) => ({ AWS: [AWS] })),
    ),
    action: oneOf('Action', 'Action', 'Action', 'NotAction'),
    Action: fc.oneof(
      { weight: 3, arbitrary: oneOf<unknown>('s3:*') },
      oneOrOpen('s3:GetObject', '*'),
    ),
    Resource: resource,
    Condition: conditions,
  })
  .map(({ principal, Principal, action, Action, ...others }) => ({
    ...others,
    [principal]: Principal,
    [action]: Action,
  }))

const isProd = { 'Fn::Equals': [{ Ref: 'P' }, 'a'] }

const template = fc
  .record({
    statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
    isConditional: fc.boolean(),
    name: oneOf<unknown>(undefined, { 'Fn::Sub': '${Name}-data' }, 'a-data'),
    algorithm: openOr('Algorithm', 'AES256', 'aws:kms'),
    key: openOr('Key', KEY_ARN, 'alias/aws/s3', undefined),
    hasEncryption: fc.boolean(),
  })
  .map(({ statements, isConditional, name, algorithm, key, hasEncryption }) => ({
    Parameters: Object.fromEntries(Object.keys(PARAMETERS).map((one) => [one, { Type: 'String' }])),
    Conditions: { Prod: isProd },
    Resources: {
      Data: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: name,
          ...(hasEncryption && {
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [
                {
                  ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: key },
                },
              ],
            },
          }),
        },
      },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Data' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: statements.map((one, index) =>
              isConditional && index === 0
                ? { 'Fn::If': ['Prod', one, { Ref: 'AWS::NoValue' }] }
                : one,
            ),
          },
        },
      },
    },
  }))

const SETTINGS_TRIED: readonly Partial<Settings>[] = [
  {},
  { publicBuckets: 'exempt', minimumTls: '1.2', sseC: 'block' },
  { defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, uploadEncryption: 'matching' },
  { exemptBuckets: [{ control: undefined, buckets: 'a-*' }] },
  { tlsStatement: 'canonical' },
]

const REFUSED = /S3 would refuse|algorithm that Cooper does not support/

test('what is decided holds whatever a person says of the parameters', () => {
  const counts = { decided: 0, open: 0 }
  const property = fc.property(
    template,
    fc.constantFrom(...SETTINGS_TRIED),
    fc.array(values, { minLength: 6, maxLength: 6 }),
    (content, settings, substitutions) => {
      const text = JSON.stringify(content)
      const findings = check(text, { settings }).reports[0]?.findings ?? []
      for (const params of substitutions) {
        const known = check(text, { settings, params }).reports[0]?.findings ?? []
        for (const [index, finding] of findings.entries()) {
          const other = known[index]
          // What S3 would refuse is never deployed.
          if (!other || isUnknown(other) || REFUSED.test(other.reason)) continue
          counts[isUnknown(finding) ? 'open' : 'decided'] += 1
          if (isUnknown(finding)) continue
          expect([finding.control, other.verdict, params]).toEqual([
            finding.control,
            finding.verdict,
            params,
          ])
        }
      }
    },
  )
  fc.assert(property, { numRuns: 300 })
  expect(Math.min(counts.decided, counts.open)).toBeGreaterThan(100)
}, 120_000)
