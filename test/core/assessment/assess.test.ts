import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { missingContext } from '../../../src/core/assessment/circumstances.ts'
import { CONTROL_IDS, type ControlId } from '../../../src/core/controls/ids.ts'
import type { Finding } from '../../../src/core/finding.ts'
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
  look: BucketPosture,
  settings: Partial<Settings> = {},
  context: BucketContext = {},
): Finding | undefined {
  return assess(look, circumstances(settings, context)).find((one) => one.control === control)
}

describe('every control that is asked for is heard', () => {
  test('all of them, in their order', () => {
    const heard = assess(posture(), circumstances()).map(({ control }) => control)
    expect(heard).toEqual(CONTROL_IDS)
  })

  test('CONTROLS leaves the others out', () => {
    const settings = { controls: ['tls-only'] } as const
    expect(assess(NO_POLICY, circumstances(settings)).map(({ control }) => control)).toEqual([
      'tls-only',
    ])
  })

  test('one that fails is unknown and holds up no other', () => {
    // A posture that no reader gives: its policy has no statements at all.
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
    ['a pattern of another case', [entry('Cooper-*')], 'non-compliant'],
    ['the second entry', [entry('x'), entry('cooper-?xample-bucket')], 'exempt'],
  ] as const)('%s', (_reason, exemptBuckets, verdict) => {
    expect(findingOf('tls-only', NO_POLICY, { exemptBuckets })?.verdict).toBe(verdict)
  })

  test('exempts from what could not be read, too', () => {
    const unread = { ...posture(), policy: DENIED }
    const exemptBuckets = [entry('*')]
    expect(findingOf('tls-only', unread, { exemptBuckets })).toMatchObject({
      verdict: 'exempt',
      exemption: { by: 'setting', reason: 'Exempt by EXEMPT_BUCKETS, "*"' },
    })
  })

  test('makes no bucket exempt that is compliant', () => {
    const exemptBuckets = [entry('*')]
    expect(findingOf('tls-only', posture(), { exemptBuckets })?.verdict).toBe('compliant')
  })
})

describe('the tag cooper:exempt', () => {
  const withTag = (value: string | undefined) =>
    findingOf('tls-only', NO_POLICY, {}, { exemptTag: { known: true, value } })

  test.each([
    ['no tag', undefined, 'non-compliant', 'There is no bucket policy'],
    [
      'all',
      'all',
      'exempt',
      'Exempt by the tag cooper:exempt. Otherwise: There is no bucket policy',
    ],
    ['with a reason', 'tls-only old till', 'exempt', 'the tag cooper:exempt: old till'],
    ['another control', 'minimum-tls', 'non-compliant', 'There is no bucket policy'],
    ['on its last day', 'all until=2026-11-20', 'exempt', 'until 2026-11-20'],
    ['a day later', 'all until=2026-11-19', 'non-compliant', 'ended on 2026-11-19'],
    ['unreadable', 'yes', 'non-compliant', 'The exemption in the tag cooper:exempt cannot be read'],
  ])('%s', (_reason, value, verdict, reason) => {
    const finding = withTag(value)
    expect(finding?.verdict).toBe(verdict)
    expect(finding?.reason).toContain(reason)
  })

  test('says until when it holds', () => {
    expect(withTag('all until=2027-01-31')?.exemption).toMatchObject({
      by: 'tag',
      until: '2027-01-31',
    })
  })

  test('that could not be read leaves everything unknown that falls short', () => {
    const findings = assess(NO_POLICY, circumstances({}, { exemptTag: DENIED }))
    expect(findings.filter(({ verdict }) => verdict !== 'compliant')).toMatchObject([
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
    ['is spared', settings, website, 'exempt'],
    [
      'unless told otherwise',
      { ...settings, websiteBuckets: 'remediate' },
      website,
      'non-compliant',
    ],
    ['but no other bucket', settings, { website: { known: true, value: false } }, 'non-compliant'],
    ['and it must be known which', settings, { website: DENIED }, 'unknown'],
  ])('%s', (_reason, asked, context, verdict) => {
    expect(findingOf('tls-only', NO_POLICY, asked, context)?.verdict).toBe(verdict)
    expect(findingOf('minimum-tls', NO_POLICY, asked, context)?.verdict).toBe(verdict)
  })

  test('is encrypted like any other, but not with KMS, since its visitors have no credentials', () => {
    const look = posture({ policy: null, encryption: SSE_S3 })
    expect(findingOf('default-encryption', look, KMS, website)).toMatchObject({
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

test('a statement of an earlier setting goes from a static website, too', () => {
  const old = { ...minimumTlsStatement(BUCKET, '1.2') }
  const look = posture({ policy: policyOf(tlsOnlyStatement(BUCKET), old) })
  const website = { website: { known: true, value: true } } as const
  expect(findingOf('minimum-tls', look, {}, website)).toMatchObject({
    verdict: 'non-compliant',
    isObsolete: true,
  })
})

describe('a bucket that anybody may read from', () => {
  const allow = (spoilt: object = {}) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::cooper-example-bucket/*',
    ...spoilt,
  })

  test.each<[string, ReturnType<typeof allow>, Partial<Settings>, Finding['verdict']]>([
    ['is asked for no KMS key', allow(), KMS, 'exempt'],
    [
      'by whichever page',
      allow({ Condition: { StringLike: { 'aws:Referer': 'x*' } } }),
      KMS,
      'exempt',
    ],
    ['though not for SSE-S3 either way', allow(), {}, 'compliant'],
    ['unless only some may', allow({ Principal: { AWS: '210987654321' } }), KMS, 'non-compliant'],
    [
      'or only those of an organization',
      allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      KMS,
      'non-compliant',
    ],
    ['or only write', allow({ Action: 's3:PutObject' }), KMS, 'non-compliant'],
    ['or are denied', allow({ Effect: 'Deny' }), KMS, 'non-compliant'],
  ])('%s', (_reason, statement, settings, verdict) => {
    const look = posture({ policy: policyOf(statement), encryption: SSE_S3 })
    expect(findingOf('default-encryption', look, settings)?.verdict).toBe(verdict)
  })
})

describe('a target of logs', () => {
  const target = posture({ policy: policyOf(LOG_DELIVERY), encryption: SSE_S3 })
  const explicit = { uploadEncryption: 'explicit' } as const

  test.each<[string, BucketPosture, BucketContext, Finding['verdict']]>([
    ['by its policy', target, {}, 'exempt'],
    ['by its ACL', posture(), { logAcl: { known: true, value: true } }, 'exempt'],
    ['neither', posture(), { logAcl: { known: true, value: false } }, 'non-compliant'],
    ['an ACL that could not be read', posture(), { logAcl: DENIED }, 'unknown'],
  ])('keeps SSE-S3: %s', (_reason, look, context, verdict) => {
    expect(findingOf('default-encryption', look, KMS, context)?.verdict).toBe(verdict)
  })

  test('gets SSE-S3 where it has nothing', () => {
    const bare = posture({ policy: policyOf(LOG_DELIVERY), encryption: null })
    expect(findingOf('default-encryption', bare, KMS)).toMatchObject({
      verdict: 'non-compliant',
      reason: 'Default encryption is none, and must be at least SSE-S3',
    })
  })

  test('that became one after headers were demanded is freed of that statement', () => {
    const header = uploadHeaderStatement(BUCKET)
    const matching = uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' })
    const statements = [tlsOnlyStatement(BUCKET), LOG_DELIVERY, matching, header]
    const look = posture({ policy: policyOf(...statements) })
    expect(findingOf('upload-encryption', look, explicit)).toMatchObject({
      verdict: 'non-compliant',
      reason: 'Cooper\'s statement "CooperUploadHeader" is no longer required by the settings',
      isObsolete: true,
    })
  })

  test('is asked for matching uploads where others are asked for explicit ones', () => {
    expect(findingOf('upload-encryption', target, explicit)?.reason).toContain(
      'with the encryption "aws:kms" and no key',
    )
  })
})

describe('what is read besides', () => {
  const suspects = (look: BucketPosture, settings: Partial<Settings> = {}) =>
    missingContext(assess(look, circumstances(settings)), look, { ...SETTINGS, ...settings })

  test.each<[string, BucketPosture, Partial<Settings>, readonly string[]]>([
    ['nothing of a compliant bucket', posture(), {}, []],
    ['the tags of every other', posture({ encryption: null }), {}, ['exemptTag']],
    ['unless they do not count', posture({ encryption: null }), { exemptByTag: false }, []],
    ['whether a website speaks HTTP', NO_POLICY, {}, ['exemptTag', 'website']],
    ['unless that makes no difference', NO_POLICY, { websiteBuckets: 'remediate' }, ['exemptTag']],
    [
      'the ACL and the website before a KMS key is put',
      posture(),
      KMS,
      ['exemptTag', 'website', 'logAcl'],
    ],
    [
      'unless the policy tells',
      posture({ policy: policyOf(LOG_DELIVERY) }),
      { ...KMS, websiteBuckets: 'remediate' },
      ['exemptTag'],
    ],
    [
      'nothing of a bucket that is exempt by its name',
      NO_POLICY,
      { exemptBuckets: [entry('*')] },
      [],
    ],
    [
      'tags of one that could not be read: it may be exempt',
      { ...posture(), policy: DENIED },
      {},
      ['exemptTag'],
    ],
    [
      'the ACL where headers are to be demanded',
      posture({ encryption: rule('AES256') }),
      { uploadEncryption: 'explicit' },
      ['exemptTag', 'logAcl'],
    ],
  ])('%s', (_reason, look, settings, parts) => {
    expect(suspects(look, settings)).toEqual(parts)
  })
})
