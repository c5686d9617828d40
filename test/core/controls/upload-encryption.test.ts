import { describe, expect, test } from 'vitest'
import { uploadEncryption } from '../../../src/core/controls/upload-encryption.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { NOT_REQUIRED } from '../../../src/core/finding.ts'
import type { JsonObject, PolicyDocument } from '../../../src/core/policy/document.ts'
import type { Settings, UploadEncryption } from '../../../src/core/settings.ts'
import {
  denySseCStatement,
  OWN_SIDS,
  type OwnStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import {
  BUCKET,
  COMPLIANT_POLICY,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'

const asking = (uploads: UploadEncryption): Settings => ({ ...SETTINGS, uploadEncryption: uploads })
const judge = (
  policy: PolicyDocument | null,
  encryption: EncryptionRule | null,
  uploads: UploadEncryption,
) => uploadEncryption.evaluate(posture({ policy, encryption }), asking(uploads))

const KEY_ID = KEY_ARN.slice(KEY_ARN.indexOf('/') + 1)
const SSE_KMS = rule('aws:kms')
const KEYED = rule('aws:kms', KEY_ARN)

const NO_OTHER = {
  AES256: uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }),
  'aws:kms': uploadAlgorithmStatement(BUCKET, { algorithm: 'aws:kms' }),
  'aws:kms:dsse': uploadAlgorithmStatement(BUCKET, { algorithm: 'aws:kms:dsse' }),
}
const withKeys = (algorithm: 'aws:kms' | 'aws:kms:dsse', ...keyNames: readonly string[]) =>
  uploadKeyStatement(BUCKET, { algorithm, keyNames })
const ONE_KEY = withKeys('aws:kms', KEY_ARN, KEY_ID)
const HEADER = uploadHeaderStatement(BUCKET)

/** Default encryption, and the statements for matching uploads. Each is also tested with a required header. */
const DEFAULTS: readonly (readonly [string, EncryptionRule | null, readonly OwnStatement[]])[] = [
  ['no rule, which is SSE-S3', null, [NO_OTHER.AES256]],
  ['a rule without default', { BucketKeyEnabled: true }, [NO_OTHER.AES256]],
  ['SSE-S3', SSE_S3, [NO_OTHER.AES256]],
  ['the AWS managed key', SSE_KMS, [NO_OTHER['aws:kms']]],
  ['the AWS managed key by alias', rule('aws:kms', 'alias/aws/s3'), [NO_OTHER['aws:kms']]],
  [
    'the AWS managed key by the ARN of its alias',
    rule('aws:kms', 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'),
    [NO_OTHER['aws:kms']],
  ],
  ['a customer managed key', KEYED, [NO_OTHER['aws:kms'], ONE_KEY]],
  ['a customer managed key by its id', rule('aws:kms', KEY_ID), [NO_OTHER['aws:kms'], ONE_KEY]],
  [
    'a key of another account, whose bare id would mean a key of the caller’s account',
    rule('aws:kms', OTHER_KEY_ARN),
    [NO_OTHER['aws:kms'], withKeys('aws:kms', OTHER_KEY_ARN)],
  ],
  ['DSSE-KMS with the AWS managed key', rule('aws:kms:dsse'), [NO_OTHER['aws:kms:dsse']]],
  [
    'DSSE-KMS with a customer managed key',
    rule('aws:kms:dsse', KEY_ARN),
    [NO_OTHER['aws:kms:dsse'], withKeys('aws:kms:dsse', KEY_ARN, KEY_ID)],
  ],
]

const SIDS = ['CooperUploadAlgorithm', 'CooperUploadKey', 'CooperUploadHeader'] as const
const othersThan = (required: readonly OwnStatement[]) =>
  SIDS.filter((sid) => required.every(({ Sid }) => Sid !== sid))

describe.each(DEFAULTS)('upload-encryption where the default is %s', (_, encryption, matching) => {
  describe.each([
    ['matching', matching],
    ['explicit', [...matching, HEADER]],
  ] as const)('%s', (uploads, required) => {
    test('the remedy requires these statements, and makes the others obsolete', () => {
      expect(uploadEncryption.remedy(posture({ encryption }), asking(uploads))).toEqual({
        policy: { required, obsolete: othersThan(required) },
      })
    })

    test.each<[string, PolicyDocument | undefined]>([
      ['no policy', undefined],
      ['no statement of Cooper for this control', COMPLIANT_POLICY],
      [
        'all statements for another default',
        policyOf(NO_OTHER.AES256, withKeys('aws:kms', OTHER_KEY_ARN), HEADER),
      ],
      [
        'all statements for a third default, twice',
        policyOf(
          ...[NO_OTHER['aws:kms:dsse'], withKeys('aws:kms:dsse', KEY_ARN), OWNERS_STATEMENT],
          { ...NO_OTHER['aws:kms'], Sid: 'CooperUploadAlgorithm2' },
          { ...withKeys('aws:kms', OTHER_KEY_ARN), Sid: 'CooperUploadKey2' },
        ),
      ],
    ])('is non-compliant, and compliant once remediated: %s', (_name, before) => {
      expect(judge(before ?? null, encryption, uploads).verdict).toBe('non-compliant')
      const statements = { required, obsolete: othersThan(required) }
      const { document } = mergeOwnStatements(before, statements, BUCKET)
      expect(judge(document ?? null, encryption, uploads)).toMatchObject({
        verdict: 'compliant',
        evidence: { enforced: true },
      })
    })

    test.each(required.map((one) => [one.Sid, one] as const))(
      '%s is enough under the owner’s Sid, too',
      (_sid, one) => {
        const ownersStatements = required.map((each, index) => ({ ...each, Sid: `Own${index}` }))
        expect(judge(policyOf(...ownersStatements), encryption, uploads).verdict).toBe('compliant')
        const without = required.filter((each) => each !== one)
        expect(judge(policyOf(...without), encryption, uploads).verdict).toBe('non-compliant')
      },
    )
  })

  test("any: no statement is required, and all of Cooper's are obsolete", () => {
    expect(judge(COMPLIANT_POLICY, encryption, 'any')).toEqual(NOT_REQUIRED)
    expect(uploadEncryption.remedy(posture({ encryption }), asking('any'))).toEqual({
      policy: { required: [], obsolete: SIDS },
    })
  })
})

describe('upload-encryption', () => {
  const forOne = (one: JsonObject): JsonObject => ({
    ...one,
    Principal: { AWS: 'arn:aws:iam::123456789012:user/x' },
  })

  test.each<[string, EncryptionRule | null, UploadEncryption, PolicyDocument | null, string]>([
    [
      'no policy',
      SSE_S3,
      'matching',
      null,
      'with the encryption "aws:kms" and no key: whoever is allowed to do it can do it with the encryption',
    ],
    [
      'another algorithm is allowed',
      SSE_S3,
      'matching',
      policyOf({
        ...NO_OTHER.AES256,
        Sid: 'Own',
        Resource: 'arn:aws:s3:::cooper-example-bucket/a*',
      }),
      'with the encryption "aws:kms" and no key. Statement 1 ("Own") denies only on arn:aws:s3:::cooper-example-bucket/a*',
    ],
    [
      'another key is allowed',
      KEYED,
      'matching',
      policyOf(NO_OTHER['aws:kms']),
      'with the encryption "aws:kms" and no key. Statement 1 ("CooperUploadAlgorithm") denies only where s3:x-amz-server-side-encryption is not aws:kms',
    ],
    [
      'no header is allowed',
      SSE_S3,
      'explicit',
      policyOf(NO_OTHER.AES256),
      'without an encryption header. Statement 1 ("CooperUploadAlgorithm") denies only where s3:x-amz-server-side-encryption is present',
    ],
    [
      'a statement for an earlier default, which denies every other upload',
      SSE_S3,
      'matching',
      policyOf({ ...NO_OTHER.AES256, Sid: 'Own' }, NO_OTHER['aws:kms']),
      'Cooper\'s statement "CooperUploadAlgorithm" is no longer required by the settings',
    ],
    [
      'a key that is no longer the default',
      KEYED,
      'matching',
      policyOf(NO_OTHER['aws:kms'], withKeys('aws:kms', OTHER_KEY_ARN)),
      `with the encryption "aws:kms" and the key "${OTHER_KEY_ARN}"`,
    ],
    [
      'a key, where the AWS managed key is now the default',
      SSE_KMS,
      'matching',
      policyOf(NO_OTHER['aws:kms'], ONE_KEY),
      'Cooper\'s statement "CooperUploadKey" is no longer required by the settings',
    ],
    [
      'a header that is no longer required',
      SSE_S3,
      'matching',
      policyOf(NO_OTHER.AES256, HEADER),
      'Cooper\'s statement "CooperUploadHeader" is no longer required by the settings',
    ],
    [
      'any statement of Cooper, where none is required',
      SSE_S3,
      'any',
      policyOf(OWNERS_STATEMENT, NO_OTHER.AES256, HEADER),
      'Cooper\'s statement "CooperUploadAlgorithm" is no longer required by the settings',
    ],
  ])('non-compliant: %s', (_, encryption, uploads, policy, reason) => {
    const judgement = judge(policy, encryption, uploads)
    expect(judgement).toMatchObject({
      verdict: 'non-compliant',
      reason: expect.stringContaining(reason),
    })
    expect(judgement.isObsolete ?? false).toBe(reason.includes('no longer required'))
  })

  test.each<[string, EncryptionRule | null, UploadEncryption, PolicyDocument | null, string]>([
    [
      'a matching SSE-S3 default',
      SSE_S3,
      'matching',
      policyOf(OWNERS_STATEMENT, NO_OTHER.AES256),
      'Every upload that names another algorithm than AES256 is denied, by statement 2',
    ],
    [
      'a matching key and a required header',
      KEYED,
      'explicit',
      policyOf(NO_OTHER['aws:kms'], ONE_KEY, HEADER),
      `Every upload that names another algorithm than aws:kms is denied, by statement 1 ("CooperUploadAlgorithm"); Every upload that names another key than the bucket's default is denied, by statement 2 ("CooperUploadKey"); Every upload that names no encryption is denied, by statement 3 ("CooperUploadHeader")`,
    ],
    [
      'the statement from AWS’s blog, which treats a missing header as another algorithm',
      SSE_S3,
      'explicit',
      policyOf({
        ...HEADER,
        Sid: 'Deny',
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
      }),
      'is denied, by statement 1 ("Deny"); Every upload that names no encryption is denied, by statement 1 ("Deny")',
    ],
  ])('compliant: %s', (_, encryption, uploads, policy, reason) => {
    expect(judge(policy, encryption, uploads)).toMatchObject({
      verdict: 'compliant',
      reason: expect.stringContaining(reason),
    })
  })

  test.each<[string, PolicyDocument]>([
    ["Cooper's statement altered by the owner", policyOf(forOne(NO_OTHER.AES256), forOne(HEADER))],
    ['statements of other controls', policyOf(denySseCStatement(BUCKET))],
  ])('not applicable, where nothing is required: %s', (_, policy) => {
    expect(judge(policy, SSE_S3, 'any')).toEqual(NOT_REQUIRED)
  })

  test('a policy that lets objects be updated to another key is non-compliant', () => {
    const uploadsOnly = { ...ONE_KEY, Action: 's3:PutObject' }
    const judgement = judge(policyOf(NO_OTHER['aws:kms'], uploadsOnly), KEYED, 'matching')
    expect(judgement.verdict).toBe('non-compliant')
    expect(judgement.reason).toContain('No statement denies s3:UpdateObjectEncryption')
    expect(judge(policyOf(NO_OTHER['aws:kms'], ONE_KEY), KEYED, 'matching').verdict).toBe(
      'compliant',
    )
  })

  test('the evidence names each statement involved, once', () => {
    const statements = [HEADER, OWNERS_STATEMENT, ONE_KEY, NO_OTHER['aws:kms']]
    expect(judge(policyOf(...statements), KEYED, 'explicit').evidence).toEqual({
      enforced: true,
      statements: [1, 3, 4],
    })
    const Action = ['s3:PutObject', 's3:UpdateObjectEncryption']
    const blunt = { ...HEADER, Sid: 'None', Action, Condition: {} }
    expect(judge(policyOf(blunt), KEYED, 'explicit').evidence?.statements).toEqual([1])
  })

  test.each<[string, EncryptionRule, string]>([
    ['an alias', rule('aws:kms', 'alias/data'), 'names its key by an alias'],
    [
      'the ARN of an alias',
      rule('aws:kms', 'arn:aws:kms:us-east-1:123456789012:alias/data'),
      'names its key by an alias',
    ],
    ['an unsupported algorithm', rule('aws:quantum'), 'does not support the algorithm aws:quantum'],
    [
      'a malformed key',
      rule('aws:kms', `\${aws:username}`),
      'a key in a form that Cooper cannot read',
    ],
    [
      'a key with wildcards',
      rule('aws:kms', 'arn:aws:kms:*:*:key/*'),
      'a key in a form that Cooper cannot read',
    ],
  ])('unknown: %s', (_, encryption, reason) => {
    for (const uploads of ['matching', 'explicit'] as const) {
      const bucket = posture({ encryption })
      expect(uploadEncryption.evaluate(bucket, asking(uploads))).toEqual({
        verdict: 'unknown',
        reason: expect.stringContaining(reason),
      })
      expect(uploadEncryption.remedy(bucket, asking(uploads)).policy?.required).toEqual([])
    }
    expect(judge(COMPLIANT_POLICY, encryption, 'any')).toEqual(NOT_REQUIRED)
  })

  test.each(['encryption', 'policy'] as const)('an unreadable attribute is unknown: %s', (part) => {
    const unread = { ...posture(), [part]: { known: false, reason: `${part} denied` } }
    for (const uploads of ['matching', 'explicit'] as const) {
      expect(uploadEncryption.evaluate(unread, asking(uploads))).toEqual({
        verdict: 'unknown',
        reason: `${part} denied`,
      })
    }
    expect(uploadEncryption.evaluate(unread, asking('any'))).toEqual(NOT_REQUIRED)
  })

  test('a bucket that receives logs needs no header, and everything else as others', () => {
    const { forLogTarget } = uploadEncryption
    expect(forLogTarget?.(asking('explicit'))).toEqual(asking('matching'))
    for (const uploads of ['any', 'matching'] as const) {
      const settings = asking(uploads)
      expect(forLogTarget?.(settings)).toBe(settings)
    }
  })

  test('its Sids are among Cooper’s, in their order', () => {
    expect(OWN_SIDS.filter((sid) => uploadEncryption.ownSids.includes(sid))).toEqual(SIDS)
  })
})
