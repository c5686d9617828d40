import { describe, expect, test } from 'vitest'
import { emailOf } from '../../src/core/messages/email.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadKeyStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import {
  BUCKET,
  bucketEvent,
  COMPLIANT_POLICY,
  everyMode,
  exemptTag,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3, type State } from '../support/fake-s3.ts'

const DENIED = { known: false, reason: 's3:GetSomething was refused' } as const
const TLS_ONLY = tlsOnlyStatement(BUCKET)
const BLOCKED = { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }
const KMS = { defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN } as const

/** A bucket, and a function that delivers an event about it. */
function bucketWith(start: Snapshot, script: Parameters<typeof fakeS3>[1] = {}) {
  const fake = fakeS3(start, script)
  const { ports, notified } = fakePorts({ s3: fake.s3, journal: WITHOUT_JOURNAL })
  const run = (settings: Partial<Settings> = {}) =>
    remediateBucket(bucketEvent(), { ...SETTINGS, ...settings }, ports)
  const puts = () => fake.calls.filter((call) => call.startsWith('put'))
  return { ...fake, notified, run, puts }
}

const sidsIn = ({ policy }: State) =>
  [policy?.Statement].flat().map((one) => Object(one as PolicyDocument).Sid)

describe('several findings', () => {
  const EVERYTHING = {
    ...KMS,
    sseC: 'block',
    uploadEncryption: 'explicit',
    minimumTls: '1.2',
  } as const

  test('are remediated with one put for each attribute, and with statements in a fixed order', async () => {
    const { run, puts, state, notified } = bucketWith({
      policy: policyOf(OWNERS_STATEMENT),
      encryption: SSE_S3,
    })
    expect(await run(EVERYTHING)).toMatchObject({ outcome: 'remediated', remaining: [] })
    expect(puts()).toEqual(['putEncryption', 'putPolicy'])
    expect(state.encryption).toEqual({
      ...rule('aws:kms', KEY_ARN),
      BucketKeyEnabled: true,
      ...BLOCKED,
    })
    expect(sidsIn(state)).toEqual([
      OWNERS_STATEMENT.Sid,
      'CooperTlsOnly',
      'CooperMinimumTls',
      'CooperUploadAlgorithm',
      'CooperUploadKey',
      'CooperUploadHeader',
    ])
    expect(notified).toHaveLength(1)
    expect(await run(EVERYTHING)).toMatchObject({ outcome: 'compliant' })
    expect(puts()).toHaveLength(2)
  })

  test('on encryption and uploads: the statements on uploads require the new default encryption', async () => {
    const before = policyOf(TLS_ONLY, uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }))
    const { run, state, notified } = bucketWith({ policy: before, encryption: SSE_S3 })
    await run({ ...KMS, uploadEncryption: 'matching' })
    const kms = { algorithm: 'aws:kms', keyNames: [KEY_ARN, KEY_ARN.split('/')[1] ?? ''] } as const
    expect(state.policy).toEqual(
      policyOf(TLS_ONLY, uploadAlgorithmStatement(BUCKET, kms), uploadKeyStatement(BUCKET, kms)),
    )
    expect(notified[0]?.findings.filter((one) => one.verdict === 'non-compliant')).toMatchObject([
      { control: 'default-encryption' },
      { control: 'upload-encryption' },
    ])
  })

  test('on encryption and uploads: the statements on uploads require the old default encryption if S3 refuses the new one', async () => {
    const refuse = () => ({ code: 'AccessDenied', message: 'no' })
    const { run, state } = bucketWith({ encryption: SSE_S3 }, { putEncryption: [refuse] })
    await run({ ...KMS, uploadEncryption: 'matching' })
    expect(state.policy).toEqual(
      policyOf(TLS_ONLY, uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' })),
    )
  })
})

test('a damaged statement, and a control that relied on it, are remediated in the same run', async () => {
  const turned = { ...TLS_ONLY, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }
  const { run, puts, state } = bucketWith({ policy: policyOf(turned), encryption: SSE_S3 })
  expect(await run({ minimumTls: '1.2' })).toMatchObject({ outcome: 'remediated' })
  expect(puts()).toEqual(['putPolicy'])
  expect(sidsIn(state)).toEqual(['CooperTlsOnly', 'CooperMinimumTls'])
})

test('a policy without room for a statement is put, and people are notified of the refusal', async () => {
  const large = { ...OWNERS_STATEMENT, Sid: 'x'.repeat(20_100) }
  const refuse = () => ({ code: 'PolicyTooLarge', message: 'Normalized policy is too large' })
  const start = { policy: policyOf(large), encryption: SSE_S3 }
  const { run, notified } = bucketWith(start, { putPolicy: [refuse] })
  expect(await run()).toMatchObject({ outcome: 'failed' })
  expect(notified[0]?.steps[0]?.failure?.remedy).toContain('20,480 bytes at most')
})

describe('report mode', () => {
  test('for one control: the other controls are remediated, and this one is only reported', async () => {
    const { run, puts, state, notified } = bucketWith({ policy: null, encryption: null })
    const modes = { ...everyMode('remediate'), 'tls-only': 'report' } as const
    expect(await run({ modes, minimumTls: '1.2' })).toMatchObject({ outcome: 'reported' })
    expect(puts()).toEqual(['putEncryption', 'putPolicy'])
    expect(sidsIn(state)).toEqual(['CooperMinimumTls'])
    expect(notified[0]?.remaining.map(({ control }) => control)).toEqual(['tls-only'])
    const email = notified[0] ? emailOf(notified[0]) : ''
    expect(email).toContain('Cooper fixed part of S3 bucket cooper-example-bucket')
    expect(email).toContain('The statement "CooperTlsOnly" would be added')
    expect(email).toContain('It now has one with the statement "CooperMinimumTls"')
    expect(email).not.toContain('NOT SOLVED')
  })

  test('for the bucket key: stronger encryption is put without it, and no step fails', async () => {
    const { run, notified } = bucketWith({ policy: COMPLIANT_POLICY, encryption: SSE_S3 })
    const modes = { ...everyMode('remediate'), 'bucket-key': 'report' } as const
    expect(await run({ ...KMS, modes })).toMatchObject({ outcome: 'reported' })
    expect(notified[0]?.steps).toMatchObject([
      { status: 'done', step: { controls: ['default-encryption'] } },
      { status: 'planned', step: { controls: ['bucket-key'] } },
    ])
  })

  test('for all controls but one: only that one is remediated', async () => {
    const { run, puts } = bucketWith({ policy: null, encryption: null })
    const modes = { ...everyMode('report'), 'default-encryption': 'remediate' } as const
    await run({ modes })
    expect(puts()).toEqual(['putEncryption'])
  })

  test('for all controls: the planned statements on uploads require the planned default encryption', async () => {
    const { run, notified } = bucketWith({ policy: COMPLIANT_POLICY, encryption: SSE_S3 })
    await run({ ...KMS, uploadEncryption: 'matching', modes: everyMode('report') })
    expect(JSON.stringify(notified[0]?.steps)).toContain(
      '"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}',
    )
  })
})

describe('an exemption', () => {
  test('by tag causes no write and no notification', async () => {
    const tags = exemptTag('all until=2027-01-31')
    const { run, puts, notified } = bucketWith({}, { readTags: [() => tags] })
    expect(await run()).toEqual({
      outcome: 'exempt',
      reason: 'Exempt by the tag cooper:exempt until 2027-01-31',
      exempted: expect.arrayContaining([
        expect.objectContaining({ exemption: expect.objectContaining({ until: '2027-01-31' }) }),
      ]),
    })
    expect([puts(), notified]).toEqual([[], []])
  })

  test('by bucket name causes no read of the tags', async () => {
    const { run, calls } = bucketWith({})
    const exemptBuckets = [{ control: undefined, buckets: 'cooper-*' }]
    expect(await run({ exemptBuckets })).toMatchObject({ outcome: 'exempt' })
    expect(calls.toSorted()).toEqual(['readEncryption', 'readPolicy'])
  })

  test('for one control does not stop the remediation of the other, and is in the notification', async () => {
    const tags = exemptTag('tls-only')
    const { run, puts, notified } = bucketWith({}, { readTags: [() => tags] })
    expect(await run()).toMatchObject({ outcome: 'remediated' })
    expect(puts()).toEqual(['putEncryption'])
    expect(notified[0]?.remaining).toMatchObject([{ control: 'tls-only', verdict: 'exempt' }])
    const email = notified[0] ? emailOf(notified[0]) : ''
    expect(email).toContain('LEFT ALONE\n- tls-only: Exempt by the tag cooper:exempt')
    expect(email).not.toContain('NOT SOLVED')
  })

  test('because a fix would break something causes a notification', async () => {
    const website = () => ({ known: true, value: true })
    const { run, puts, notified } = bucketWith({ encryption: SSE_S3 }, { readWebsite: [website] })
    expect(await run()).toMatchObject({ outcome: 'exempt' })
    expect(puts()).toEqual([])
    expect(notified[0] ? emailOf(notified[0]) : '').toContain(
      'leaves it alone, because a fix would break something',
    )
  })

  test('that has ended is named in the notification', async () => {
    const tags = exemptTag('all until=2026-01-31')
    const { run, notified } = bucketWith({ encryption: SSE_S3 }, { readTags: [() => tags] })
    expect(await run()).toMatchObject({ outcome: 'remediated' })
    expect(notified[0] ? emailOf(notified[0]) : '').toContain(
      'The exemption in the tag cooper:exempt ended on 2026-01-31',
    )
  })
})

test.each([
  ['the tags', 'readTags', {}, 'whether the bucket is exempt'],
  ['the website configuration', 'readWebsite', {}, 'whether the bucket is a static website'],
  [
    'the ACL',
    'readAcl',
    { ...KMS, websiteBuckets: 'remediate' },
    'whether the bucket receives logs',
  ],
] as const)(
  '%s cannot be read: nothing is written, and the notification has the reason',
  async (_reason, call, settings, doubt) => {
    const start =
      call === 'readAcl' ? { policy: COMPLIANT_POLICY, encryption: SSE_S3 } : { encryption: SSE_S3 }
    const { run, puts, notified } = bucketWith(start, { [call]: [() => DENIED] })
    expect(await run(settings)).toMatchObject({ outcome: 'unknown' })
    expect(puts()).toEqual([])
    expect(notified[0]?.remaining[0]?.reason).toContain(`${doubt}: s3:GetSomething was refused`)
  },
)

describe('if S3 does not know BlockedEncryptionTypes', () => {
  const refuse = () => ({ code: 'MalformedXML', message: 'not well-formed' })
  const block = { sseC: 'block' } as const

  test('the step fails with the answer of S3', async () => {
    const start = { policy: COMPLIANT_POLICY, encryption: SSE_S3 }
    const { run, state, puts, notified } = bucketWith(start, { putEncryption: [refuse] })
    expect(await run(block)).toMatchObject({ outcome: 'failed' })
    expect(puts()).toEqual(['putEncryption'])
    expect(state.policy).toEqual(COMPLIANT_POLICY)
    expect(notified[0]?.steps[0]?.failure?.reason).toContain('MalformedXML')
  })

  test('the rest of the rule is put anyway', async () => {
    const accept = () => undefined
    const answers = [refuse, accept, accept, refuse]
    const { run, state, puts } = bucketWith({ encryption: SSE_S3 }, { putEncryption: answers })
    const result = await run({ ...block, ...KMS })
    expect(result).toMatchObject({ outcome: 'failed', remaining: [{ control: 'sse-c' }] })
    const put = 'putEncryption'
    expect(puts()).toEqual([put, put, put, put, 'putPolicy'])
    expect(state.encryption).toEqual({ ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true })
  })

  test('the policy is remediated anyway', async () => {
    const { run, state, puts } = bucketWith({ encryption: SSE_S3 }, { putEncryption: [refuse] })
    expect(await run(block)).toMatchObject({ outcome: 'failed' })
    expect(puts()).toEqual(['putEncryption', 'putPolicy'])
    expect(sidsIn(state)).toEqual(['CooperTlsOnly'])
  })

  test('or accepts the field without storing it, the step fails after the next reads', async () => {
    const unkept = Array(30).fill(() => ({ known: true, value: SSE_S3 }))
    const start = { policy: COMPLIANT_POLICY, encryption: SSE_S3 }
    const { run, state, puts } = bucketWith(start, { readEncryption: unkept })
    expect(await run(block)).toMatchObject({ outcome: 'failed' })
    expect(puts()).toEqual(['putEncryption'])
    expect(sidsIn(state)).toEqual([OWNERS_STATEMENT.Sid, 'CooperTlsOnly'])
  })

  test('another refusal fails the step too', async () => {
    const deny = () => ({ code: 'AccessDenied', message: 'no' })
    const start = { policy: COMPLIANT_POLICY, encryption: SSE_S3 }
    const { run, state } = bucketWith(start, { putEncryption: [deny] })
    expect(await run(block)).toMatchObject({ outcome: 'failed' })
    expect(state.policy).toEqual(COMPLIANT_POLICY)
  })
})

describe('a setting that was switched off or lowered', () => {
  const old = minimumTlsStatement(BUCKET, '1.2')

  test("off: Cooper's statement is removed, and the notification says so", async () => {
    const start = { policy: policyOf(OWNERS_STATEMENT, TLS_ONLY, old), encryption: SSE_S3 }
    const { run, state, notified } = bucketWith(start)
    expect(await run()).toMatchObject({ outcome: 'remediated' })
    expect(state.policy).toEqual(COMPLIANT_POLICY)
    const email = notified[0] ? emailOf(notified[0]) : ''
    expect(email).toContain(
      'The statement "CooperMinimumTls" by Cooper was removed from the bucket policy',
    )
    expect(email).not.toContain('IF AN APPLICATION BREAKS')
    expect(await run()).toMatchObject({ outcome: 'compliant' })
  })

  test("lower: Cooper's statement is replaced in place", async () => {
    const start = {
      policy: policyOf(minimumTlsStatement(BUCKET, '1.3'), TLS_ONLY),
      encryption: SSE_S3,
    }
    const { run, state } = bucketWith(start)
    await run({ minimumTls: '1.2' })
    expect(state.policy).toEqual(policyOf(old, TLS_ONLY))
  })

  test('off: a statement that somebody altered is left alone', async () => {
    const altered = { ...old, Resource: 'arn:aws:s3:::cooper-example-bucket/*' }
    const start = { policy: policyOf(TLS_ONLY, altered), encryption: SSE_S3 }
    const { run, puts } = bucketWith(start)
    expect(await run()).toMatchObject({ outcome: 'compliant' })
    expect(puts()).toEqual([])
  })

  test('off: the policy is not deleted with its last statement, and the notification says what to do', async () => {
    const { run, puts, notified } = bucketWith({ policy: policyOf(old), encryption: SSE_S3 })
    expect(await run({ controls: ['minimum-tls'] })).toMatchObject({ outcome: 'failed' })
    expect(puts()).toEqual([])
    expect(notified[0]?.steps[0]?.failure?.remedy).toContain('Delete the bucket policy: ')
  })

  test('off, in report mode: no statement is removed', async () => {
    const start = { policy: policyOf(TLS_ONLY, old), encryption: SSE_S3 }
    const { run, puts, notified } = bucketWith(start)
    expect(await run({ modes: everyMode('report') })).toMatchObject({ outcome: 'reported' })
    expect(puts()).toEqual([])
    expect(notified[0] ? emailOf(notified[0]) : '').toContain(
      'would be removed from the bucket policy',
    )
  })
})

describe('two Coopers with different settings', () => {
  const callBy = (role: string) => ({ role: { name: role, account: '123456789012' } })

  /** Each Cooper receives the event of the other one's write, until neither writes any more. */
  async function untilQuiet(one: Partial<Settings>, other: Partial<Settings>, start: Snapshot) {
    const { s3, calls, state } = fakeS3(start)
    const puts = () => calls.filter((call) => call.startsWith('put')).length
    let role = 'deploy'
    let quiet = 0
    for (let turn = 0; quiet < 2 && turn < 20; turn += 1) {
      const before = puts()
      await remediateBucket(
        bucketEvent(callBy(role)),
        { ...SETTINGS, ...(turn % 2 === 0 ? one : other) },
        fakePorts({ s3, journal: WITHOUT_JOURNAL }).ports,
      )
      quiet = puts() > before ? 0 : quiet + 1
      role = turn % 2 === 0 ? 'cooper-dev-us-east-1' : 'cooper-prod-us-east-1'
    }
    return { puts: puts(), quiet, state }
  }

  const KEYS = (key: string) => ({ kmsKeyArn: key, kmsKeysAllowed: [key] })

  test.each<[string, Partial<Settings>, Partial<Settings>]>([
    ['one requires TLS 1.3, the other no version', { minimumTls: '1.3' }, {}],
    ['one requires TLS 1.2, the other 1.3', { minimumTls: '1.2' }, { minimumTls: '1.3' }],
    [
      'one requires headers on uploads',
      { uploadEncryption: 'explicit' },
      { uploadEncryption: 'matching' },
    ],
    [
      'one requires nothing of uploads',
      { uploadEncryption: 'any' },
      { uploadEncryption: 'explicit' },
    ],
    ['each allows another KMS key', KEYS(KEY_ARN), KEYS(KEY_ARN.replace('1234abcd', '9999abcd'))],
    ['one blocks SSE-C', { sseC: 'block' }, { sseC: 'keep' }],
    [
      'one requires SSE-KMS',
      { ...KMS, uploadEncryption: 'matching' },
      { uploadEncryption: 'matching' },
    ],
  ])('stop writing after at most five puts: %s', async (_reason, one, other) => {
    const start = { policy: policyOf(OWNERS_STATEMENT), encryption: rule('aws:kms', KEY_ARN) }
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { puts, quiet, state } = await untilQuiet(first, second, start)
      expect(quiet).toBe(2)
      expect(puts).toBeLessThanOrEqual(5)
      expect(sidsIn(state)).toContain('CooperTlsOnly')
    }
  })
})
