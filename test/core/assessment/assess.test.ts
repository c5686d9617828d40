import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { missingContext } from '../../../src/core/assessment/circumstances.ts'
import { CONTROL_IDS, type ControlId } from '../../../src/core/controls/ids.ts'
import { type Finding, isCompliant, isExempt, isNonCompliant } from '../../../src/core/finding.ts'
import type { BucketContext, BucketPosture } from '../../../src/core/posture.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import {
  BUCKET,
  circumstances,
  exemptTag,
  KEY_ARN,
  policyOf,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'

const DENIED = { known: false, reason: 's3:GetSomething was refused' } as const
const NO_POLICY = posture({ policy: null })
const KMS = { defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN } as const

const LOG_DELIVERY = {
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::cooper-example-bucket/*',
}

function findingOf(
  control: ControlId,
  bucket: BucketPosture,
  settings: Partial<Settings> = {},
  context: BucketContext = {},
): Finding | undefined {
  return assess(bucket, circumstances(settings, context)).find((one) => one.control === control)
}

describe('every required control gives a finding', () => {
  test('all controls, in their order', () => {
    const heard = assess(posture(), circumstances()).map(({ control }) => control)
    expect(heard).toEqual(CONTROL_IDS)
  })

  test('CONTROLS leaves out the other controls', () => {
    const settings = { controls: ['tls-only'] } as const
    expect(assess(NO_POLICY, circumstances(settings)).map(({ control }) => control)).toEqual([
      'tls-only',
    ])
  })

  test('a control that throws an error is unknown, and the others are still evaluated', () => {
    // An invalid posture: its policy has no statements at all.
    const broken = { known: true, value: {} } as unknown as BucketPosture['policy']
    const findings = assess({ ...posture({ encryption: null }), policy: broken }, circumstances())
    expect(findings.find(({ control }) => control === 'tls-only')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('Cooper could not decide'),
    })
    expect(findings[0]).toMatchObject({ verdict: 'non-compliant' })
  })
})

const entry = (buckets: string, control?: ControlId) => ({ control, buckets })

describe('EXEMPT_BUCKETS', () => {
  test.each([
    ['a name', [entry('cooper-example-bucket')], 'exempt'],
    ['a pattern', [entry('cooper-*')], 'exempt'],
    ['a pattern for this control', [entry('cooper-*', 'tls-only')], 'exempt'],
    ['a pattern for another control', [entry('cooper-*', 'minimum-tls')], 'non-compliant'],
    ['another name', [entry('cooper')], 'non-compliant'],
    ['a pattern in another letter case', [entry('Cooper-*')], 'non-compliant'],
    ['the second entry', [entry('x'), entry('cooper-?xample-bucket')], 'exempt'],
  ] as const)('%s', (_reason, exemptBuckets, verdict) => {
    expect(findingOf('tls-only', NO_POLICY, { exemptBuckets })?.verdict).toBe(verdict)
  })

  test('exempts an unreadable bucket, too', () => {
    const unread = { ...posture(), policy: DENIED }
    const exemptBuckets = [entry('*')]
    expect(findingOf('tls-only', unread, { exemptBuckets })).toMatchObject({
      verdict: 'exempt',
      exemption: { by: 'setting', reason: 'Exempt by EXEMPT_BUCKETS, "*"' },
    })
  })

  test('does not exempt a compliant bucket', () => {
    const exemptBuckets = [entry('*')]
    expect(findingOf('tls-only', posture(), { exemptBuckets })?.verdict).toBe('compliant')
  })
})

describe("Cooper's own bucket", () => {
  const OPEN = posture({ policy: null, encryption: null })
  const STRICT = { uploadEncryption: 'explicit', defaultEncryption: 'sse-kms' } as const
  const own = { known: true, value: { 'cooper:own': 'journal' } } as const

  test.each<[string, Partial<Settings>, BucketContext, string]>([
    ['by the name of its journal', { journalBucket: BUCKET.name }, {}, "Cooper's own journal"],
    ['by the tag that every stack sets', {}, { tags: own }, 'by its tag cooper:own'],
    [
      'by tag with EXEMPT_BY_TAG=false',
      { exemptByTag: false },
      { tags: own },
      'its tag cooper:own',
    ],
  ])('%s is exempt from every control', (_reason, settings, context, reason) => {
    const findings = assess(OPEN, circumstances({ ...STRICT, ...settings }, context))
    const open = findings.filter((finding) => !isCompliant(finding))
    expect(open.map(({ control }) => control)).toContain('tls-only')
    expect(open.map(({ control }) => control)).toContain('default-encryption')
    for (const finding of open) {
      expect(finding).toMatchObject({ verdict: 'exempt', exemption: { by: 'own' } })
      expect(finding.reason).toContain(reason)
    }
  })

  test('keeps a statement that an earlier setting put', () => {
    const policy = policyOf(tlsOnlyStatement(BUCKET), uploadHeaderStatement(BUCKET))
    const finding = findingOf('upload-encryption', posture({ policy }), {}, { tags: own })
    expect(finding?.verdict).toBe('exempt')
  })

  test('is not a bucket with another name, or with a tag of a similar key', () => {
    const tags = { known: true, value: { 'Cooper:own': 'journal', own: 'cooper' } } as const
    const findings = assess(OPEN, circumstances({ journalBucket: 'cooper' }, { tags }))
    expect(findings.some(isNonCompliant)).toBe(true)
    expect(findings.some(isExempt)).toBe(false)
  })
})

describe('the tag cooper:exempt', () => {
  const withTag = (value: string | undefined) =>
    findingOf('tls-only', NO_POLICY, {}, { tags: exemptTag(value) })

  test.each([
    ['no tag', undefined, 'non-compliant', 'There is no bucket policy'],
    [
      'all',
      'all',
      'exempt',
      'Exempt by the tag cooper:exempt. Otherwise: There is no bucket policy',
    ],
    [
      'with a reason',
      'tls-only old cash register',
      'exempt',
      'the tag cooper:exempt: old cash register',
    ],
    ['another control', 'minimum-tls', 'non-compliant', 'There is no bucket policy'],
    ['on its last day', 'all until=2026-11-20', 'exempt', 'until 2026-11-20'],
    ['a day later', 'all until=2026-11-19', 'non-compliant', 'ended on 2026-11-19'],
    ['malformed', 'yes', 'non-compliant', 'The exemption in the tag cooper:exempt cannot be read'],
  ])('%s', (_reason, value, verdict, reason) => {
    const finding = withTag(value)
    expect(finding?.verdict).toBe(verdict)
    expect(finding?.reason).toContain(reason)
  })

  test('names its last day', () => {
    expect(withTag('all until=2027-01-31')?.exemption).toMatchObject({
      by: 'tag',
      until: '2027-01-31',
    })
  })

  test('an unreadable tag makes every non-compliant control unknown', () => {
    const findings = assess(NO_POLICY, circumstances({}, { tags: DENIED }))
    expect(findings.filter((finding) => !isCompliant(finding))).toMatchObject([
      {
        control: 'tls-only',
        verdict: 'unknown',
        reason: expect.stringContaining('s3:GetSomething was refused'),
      },
    ])
  })
})

describe('a static website', () => {
  const settings = { minimumTls: '1.2' } as const
  const website = { website: { known: true, value: true } } as const

  test.each<[string, Partial<Settings>, BucketContext, Finding['verdict']]>([
    ['is exempt', settings, website, 'exempt'],
    [
      'unless the settings say otherwise',
      { ...settings, websiteBuckets: 'remediate' },
      website,
      'non-compliant',
    ],
    [
      'but no other bucket is',
      settings,
      { website: { known: true, value: false } },
      'non-compliant',
    ],
    [
      'and it is unknown if the website configuration cannot be read',
      settings,
      { website: DENIED },
      'unknown',
    ],
  ])('%s', (_reason, changes, context, verdict) => {
    expect(findingOf('tls-only', NO_POLICY, changes, context)?.verdict).toBe(verdict)
    expect(findingOf('minimum-tls', NO_POLICY, changes, context)?.verdict).toBe(verdict)
  })

  test('must have encryption, but not with KMS, since its visitors have no credentials', () => {
    const bucket = posture({ policy: null, encryption: SSE_S3 })
    expect(findingOf('default-encryption', bucket, KMS, website)).toMatchObject({
      verdict: 'exempt',
      exemption: { by: 'website' },
    })
    const bare = posture({ policy: null, encryption: null })
    expect(findingOf('default-encryption', bare, {}, website)?.verdict).toBe('non-compliant')
  })

  test('says why', () => {
    expect(findingOf('tls-only', NO_POLICY, {}, website)).toMatchObject({
      reason: expect.stringMatching(
        /^The bucket hosts a static website over plain HTTP.*\. Otherwise: /,
      ),
      exemption: { by: 'website' },
    })
  })
})

test('an obsolete statement is removed from a static website, too', () => {
  const old = { ...minimumTlsStatement(BUCKET, '1.2') }
  const bucket = posture({ policy: policyOf(tlsOnlyStatement(BUCKET), old) })
  const website = { website: { known: true, value: true } } as const
  expect(findingOf('minimum-tls', bucket, {}, website)).toMatchObject({
    verdict: 'non-compliant',
    isObsolete: true,
  })
})

describe('a bucket that anybody may read', () => {
  const allow = (changes: object = {}) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::cooper-example-bucket/*',
    ...changes,
  })

  test.each<[string, ReturnType<typeof allow>, Partial<Settings>, Finding['verdict']]>([
    ['needs no KMS key', allow(), KMS, 'exempt'],
    [
      'through any page of a website',
      allow({ Condition: { StringLike: { 'aws:Referer': 'x*' } } }),
      KMS,
      'exempt',
    ],
    ['but must have SSE-S3', allow(), {}, 'compliant'],
    [
      'unless only some principals may read',
      allow({ Principal: { AWS: '123456789012' } }),
      KMS,
      'non-compliant',
    ],
    [
      'unless only the account may read',
      allow({ Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } } }),
      KMS,
      'non-compliant',
    ],
    ['also if they may only write', allow({ Action: 's3:PutObject' }), KMS, 'exempt'],
    ['unless they are denied', allow({ Effect: 'Deny' }), KMS, 'non-compliant'],
  ])('%s', (_reason, statement, settings, verdict) => {
    const bucket = posture({ policy: policyOf(statement), encryption: SSE_S3 })
    expect(findingOf('default-encryption', bucket, settings)?.verdict).toBe(verdict)
  })
})

describe('a log target', () => {
  const target = posture({ policy: policyOf(LOG_DELIVERY), encryption: SSE_S3 })
  const explicit = { uploadEncryption: 'explicit' } as const

  test.each<[string, BucketPosture, BucketContext, Finding['verdict']]>([
    ['recognized by its policy', target, {}, 'exempt'],
    [
      'recognized by its ACL',
      posture(),
      { acl: { known: true, value: ['log-delivery'] } },
      'exempt',
    ],
    ['neither', posture(), { acl: { known: true, value: [] } }, 'non-compliant'],
    ['an ACL that could not be read', posture(), { acl: DENIED }, 'unknown'],
  ])('keeps SSE-S3: %s', (_reason, bucket, context, verdict) => {
    expect(findingOf('default-encryption', bucket, KMS, context)?.verdict).toBe(verdict)
  })

  test('gets SSE-S3 if it has no rule', () => {
    const bare = posture({ policy: policyOf(LOG_DELIVERY), encryption: null })
    expect(findingOf('default-encryption', bare, KMS)).toMatchObject({
      verdict: 'non-compliant',
      reason: 'Default encryption is none, and must be at least SSE-S3',
    })
  })

  test('a bucket that became a log target loses the statement that requires a header', () => {
    const header = uploadHeaderStatement(BUCKET)
    const matching = uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' })
    const statements = [tlsOnlyStatement(BUCKET), LOG_DELIVERY, matching, header]
    const bucket = posture({ policy: policyOf(...statements) })
    expect(findingOf('upload-encryption', bucket, explicit)).toMatchObject({
      verdict: 'non-compliant',
      reason: 'Cooper\'s statement "CooperUploadHeader" is no longer required by the settings',
      isObsolete: true,
    })
  })

  test('must have matching uploads where other buckets must have explicit ones', () => {
    expect(findingOf('upload-encryption', target, explicit)?.reason).toContain(
      'with the encryption "aws:kms" and no key',
    )
  })
})

describe('the context that is read', () => {
  const suspects = (bucket: BucketPosture, settings: Partial<Settings> = {}) =>
    missingContext(assess(bucket, circumstances(settings)), bucket, { ...SETTINGS, ...settings })

  test.each<[string, BucketPosture, Partial<Settings>, readonly string[]]>([
    ['nothing for a compliant bucket', posture(), {}, []],
    ['the tags for a non-compliant bucket', posture({ encryption: null }), {}, ['tags']],
    [
      'the tags also with EXEMPT_BY_TAG=false, since the bucket may be a journal',
      posture({ encryption: null }),
      { exemptByTag: false },
      ['tags'],
    ],
    ['nothing for the journal', NO_POLICY, { journalBucket: BUCKET.name }, []],
    ['also whether the bucket is a website, for TLS controls', NO_POLICY, {}, ['tags', 'website']],
    [
      'not whether it is a website, if that makes no difference',
      NO_POLICY,
      { websiteBuckets: 'remediate' },
      ['tags'],
    ],
    [
      'the ACL and the website configuration before a KMS key is put',
      posture(),
      KMS,
      ['tags', 'website', 'acl'],
    ],
    [
      'not the ACL if the policy shows a log target',
      posture({ policy: policyOf(LOG_DELIVERY) }),
      { ...KMS, websiteBuckets: 'remediate' },
      ['tags'],
    ],
    ['nothing for a bucket whose name is exempt', NO_POLICY, { exemptBuckets: [entry('*')] }, []],
    [
      'the tags of an unreadable bucket, which may be exempt',
      { ...posture(), policy: DENIED },
      {},
      ['tags'],
    ],
    [
      'the ACL if a header would be required',
      posture({ encryption: rule('AES256') }),
      { uploadEncryption: 'explicit' },
      ['tags', 'acl'],
    ],
  ])('%s', (_reason, bucket, settings, parts) => {
    expect(suspects(bucket, settings)).toEqual(parts)
  })
})
