import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import {
  BUCKET,
  COMPLIANT_POLICY,
  OWNERS_STATEMENT,
  policyOf,
  SSE_S3,
} from '../support/builders.ts'
import { FAULT_CAUSES, type FaultCause } from '../support/fault-causes.ts'
import {
  type Clock,
  type Ended,
  type Fault,
  putAnswers,
  putBreaks,
  readAnswers,
  run,
} from '../support/faulty-run.ts'

type Expected = Partial<Ended>

/** A fault, and the expected result of the run. */
type Row = readonly [how: string, fault: Fault, expected: Expected]

const SID = (sid: unknown) => expect.objectContaining({ Sid: sid })
const says = (...texts: readonly string[]) =>
  expect.stringMatching(new RegExp(texts.map(literally).join('[^]*')))
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

// Only the policy is non-compliant.
const start = { encryption: SSE_S3 }
const { Sid: _, Principal: __, ...ANONYMOUS } = OWNERS_STATEMENT
const STALE = { ...OWNERS_STATEMENT, Principal: { AWS: ['210987654321', 'AROAEXAMPLEROLEID1234'] } }

const WAITS = [300, 1000, 3000]
const REMEDIATED: Expected = { notified: ['remediated'], thrown: undefined }
const RETRIED_ONCE: Expected = { ...REMEDIATED, writes: ['putPolicy', 'putPolicy'], waits: [300] }
const RETRIED_IN_VAIN: Expected = {
  notified: ['failed'],
  writes: Array(4).fill('putPolicy'),
  waits: WAITS,
}
const REFUSED: Expected = {
  notified: ['failed'],
  writes: ['putPolicy'],
  waits: [],
  thrown: undefined,
}
const UNKNOWN: Expected = { notified: ['unknown'], writes: [], thrown: undefined }
const NO_WRITE: Expected = { notified: [], writes: [] }

const thrown = (text: string): Expected => ({ thrown: expect.stringContaining(text) })

/** A temporary fault. Cooper retries, and in the end the event is delivered again. */
const temporary = (name: string, answer: () => Promise<unknown>): readonly Row[] => [
  [`${name}, once`, { start, script: () => ({ putPolicy: [answer] }) }, RETRIED_ONCE],
  [
    `${name}, for longer: reported as failed, and the event is delivered again`,
    { start, script: () => ({ putPolicy: Array(9).fill(answer) }) },
    { ...RETRIED_IN_VAIN, ...thrown('Cannot put the policy on bucket') },
  ],
]

const unread = (call: string, permission: string, fault: Fault = { start }): Row => [
  `${permission}: nothing is written for controls that depend on it`,
  {
    ...fault,
    script: () => ({
      [call]: Array(9).fill(readAnswers(permission, 'AccessDenied', 403, 'in a session policy')),
    }),
  },
  { ...UNKNOWN, says: says(`${permission} was refused with AccessDenied, by a session policy`) },
]

const denied = (message: string, kind: string, remedy: string): Row => [
  message,
  { start, script: () => ({ putPolicy: [putAnswers('AccessDenied', 403, `${message} …`)] }) },
  { ...REFUSED, says: says(`PutBucketPolicy with AccessDenied, by ${kind}`, remedy) },
]

const malformed = (how: string, statement: JsonObject, text: string): Row => [
  how,
  {
    start: { ...start, policy: policyOf(OWNERS_STATEMENT, statement) },
    script: () => ({ putPolicy: [putAnswers('MalformedPolicy', 400, 'Invalid principal')] }),
  },
  { ...REFUSED, says: says('What to do', text) },
]

/** A policy with room for this number of bytes. */
const withRoom = (bytes: number) => {
  const filled = (length: number) => policyOf({ ...OWNERS_STATEMENT, Sid: 'x'.repeat(length) })
  return filled(20_480 - bytes - JSON.stringify(filled(0)).length)
}

const OWN_SIZE = JSON.stringify(tlsOnlyStatement(BUCKET)).length + 1
const FULL_SETTINGS = { minimumTls: '1.2', uploadEncryption: 'matching' } as const

const publicPolicy = (how: string, statement: JsonObject, text: string): Row => [
  how,
  {
    start: { ...start, policy: policyOf(statement) },
    script: () => ({
      putPolicy: [putAnswers('AccessDenied', 403, 'prevented by the BlockPublicPolicy setting')],
    }),
  },
  {
    ...REFUSED,
    says: says(`makes the bucket public${text}, and`, 'remove or restrict the public statement'),
  },
]

const AN_HOUR_AGO = { event: { time: '2026-11-20T08:30:00Z' } }

const gone = () => {
  throw Object.assign(new Error('Cannot read'), { code: 'NoSuchBucket' })
}
const goneAfter = (reads: number) => () => ({
  readPolicy: [...Array(reads).fill(() => undefined), ...Array(20).fill(gone)],
})

const NEW: Fault = { start, event: { name: 'CreateBucket' } }
const NO_BUCKET = putAnswers('NoSuchBucket', 404)
const NO_ROLE = putAnswers('MalformedPolicy', 400, 'Invalid principal in policy')
const OPEN = expect.not.objectContaining({ record: expect.anything() })
const NOT_YET: Expected = { ...NO_WRITE, ...thrown('S3 does not know bucket "cooper-example') }
const NOT_YET_ROLE: Expected = { notified: [], ...thrown('S3 does not know a user or role that') }

const down = () => Promise.reject(new Error('Cannot write to the journal'))

const stale = () => ({ known: true, value: undefined })
const takesTime = (milliseconds: number) => (clock: Clock) => () => {
  clock.timeLeft -= milliseconds
  return undefined
}
const hangs = () => new Promise(() => undefined)

const FAULTS: Readonly<Record<FaultCause, readonly Row[]>> = {
  '409 `OperationAborted`': temporary('409', putAnswers('OperationAborted', 409)),
  '`SlowDown` and other throttling': [
    ...temporary('SlowDown', putAnswers('SlowDown', 503)),
    ...temporary('429', putAnswers('TooManyRequests', 429)),
  ],
  timeout: temporary('no answer in time', putBreaks('TimeoutError')),
  'connection reset': temporary('a connection that is cut', putBreaks('ECONNRESET')),
  '5xx': [
    ...temporary('500', putAnswers('InternalError', 500)),
    ...temporary('503', putAnswers('ServiceUnavailable', 503)),
  ],
  'expired credentials': temporary('an expired token', putAnswers('ExpiredToken', 400)),
  '`AccessDenied` on a read': [
    unread('readPolicy', 's3:GetBucketPolicy'),
    unread('readEncryption', 's3:GetEncryptionConfiguration', {
      start: { policy: COMPLIANT_POLICY },
    }),
    unread('readTags', 's3:GetBucketTagging'),
    unread('readWebsite', 's3:GetBucketWebsite'),
    unread('readAcl', 's3:GetBucketAcl', {
      start: { ...start, policy: COMPLIANT_POLICY },
      settings: { defaultEncryption: 'sse-kms' },
    }),
    [
      'of the policy: the encryption is remediated',
      { script: () => ({ readPolicy: Array(9).fill(readAnswers('p', 'AccessDenied', 403)) }) },
      { notified: ['unknown'], writes: ['putEncryption'], steps: ['done'] },
    ],
  ],
  '`AccessDenied` on a write': [
    denied(
      'with an explicit deny in a resource-based policy',
      'a Deny in the bucket policy',
      'only the root user of the account can still put or delete the policy',
    ),
    denied(
      'with an explicit deny in a service control policy',
      'a service control policy of the organization',
      'Ask the administrators of the organization',
    ),
    denied(
      'because no service control policy allows the s3:PutBucketPolicy action',
      'a service control policy of the organization',
      'nobody in this account can change a service control policy',
    ),
    denied(
      'with an explicit deny in a resource control policy',
      'a resource control policy of the organization',
      'nobody in this account can change a resource control policy',
    ),
    denied(
      'with an explicit deny in a permissions boundary',
      "the permissions boundary of Cooper's role",
      'Ask the administrators of this account',
    ),
    denied(
      'because no permissions boundary allows the s3:PutBucketPolicy action',
      "the permissions boundary of Cooper's role",
      'to allow s3:PutBucketPolicy in the permissions boundary',
    ),
    denied(
      'because no session policy allows the s3:PutBucketPolicy action',
      'a session policy',
      'without a session policy, or with one that allows s3:PutBucketPolicy',
    ),
    denied(
      'with an explicit deny in a VPC endpoint policy',
      'the policy of a VPC endpoint',
      'Ask the network team',
    ),
    denied(
      'with an explicit deny in an identity-based policy',
      "a Deny in the policies of Cooper's role",
      'Remove the Deny of s3:PutBucketPolicy from',
    ),
    denied(
      'because no identity-based policy allows the s3:PutBucketPolicy action',
      "the policies of Cooper's role",
      'deploy Cooper again',
    ),
    denied(
      'because no resource-based policy allows the s3:PutBucketPolicy action',
      'the bucket policy, which does not allow it',
      'Run Cooper in the account of the bucket',
    ),
    [
      'without a reason: the message names the policies to check',
      { start, script: () => ({ putPolicy: [putAnswers('AccessDenied', 403, 'Access Denied')] }) },
      { ...REFUSED, says: says('PutBucketPolicy with AccessDenied: Access', 'for a Deny') },
    ],
    [
      'of the encryption: the policy is remediated',
      { script: () => ({ putEncryption: [putAnswers('AccessDenied', 403)] }) },
      {
        notified: ['failed'],
        writes: ['putEncryption', 'putPolicy'],
        steps: ['failed', 'done'],
        says: says('s3:PutEncryptionConfiguration'),
      },
    ],
  ],
  '`MalformedPolicy`, for example because of a deleted principal': [
    malformed(
      'a deleted role: the message names it and its statement',
      { ...STALE, Sid: 'Jobs\u001b' },
      'AROAEXAMPLEROLEID1234 in statement 2 ("Jobs?")',
    ),
    malformed(
      'a deleted user in a NotPrincipal: the message names it and its statement, which has no Sid',
      { ...ANONYMOUS, NotPrincipal: { AWS: 'AIDAEXAMPLEUSERID1234' } },
      'AIDAEXAMPLEUSERID1234 in statement 2',
    ),
    [
      'for another reason: the message names no principal',
      {
        start,
        script: () => ({ putPolicy: [putAnswers('MalformedPolicy', 400, 'Policy has …')] }),
      },
      { ...REFUSED, says: says('What to do', 'S3 no longer accepts the current policy') },
    ],
  ],
  'policy over 20,480 bytes': [
    [
      'no room: the message says how large the policy would be, and how many bytes are missing',
      { start: { ...start, policy: withRoom(OWN_SIZE - 1) } },
      {
        ...REFUSED,
        says: says(
          'With "CooperTlsOnly" the bucket policy would have 20,481 bytes',
          'S3 stores 20,480 bytes at most: make room for 1 byte more',
        ),
      },
    ],
    [
      'room for exactly the statement: it is added',
      { start: { ...start, policy: withRoom(OWN_SIZE) } },
      { ...REMEDIATED, writes: ['putPolicy'] },
    ],
    [
      'room for some statements: those on TLS are added first, and the rest is reported as failed',
      { start: { ...start, policy: withRoom(2 * OWN_SIZE + 50) }, settings: FULL_SETTINGS },
      {
        notified: ['failed'],
        writes: Array(4).fill('putPolicy'),
        steps: ['done', 'done', 'failed'],
        says: says('"CooperTlsOnly" was added', '"CooperMinimumTls" was added', 'With "CooperUp'),
        state: expect.objectContaining({
          policy: expect.objectContaining({
            Statement: [expect.anything(), SID('CooperTlsOnly'), SID('CooperMinimumTls')],
          }),
        }),
      },
    ],
    [
      'S3 measures another size: the message states no number of bytes',
      { start, script: () => ({ putPolicy: [putAnswers('PolicyTooLarge', 400)] }) },
      { ...REFUSED, says: says('measured in its own format: make room by merging') },
    ],
    [
      'another refusal: the controls are not put one by one',
      { start, settings: FULL_SETTINGS, script: () => ({ putPolicy: [putAnswers('Nope', 400)] }) },
      { ...REFUSED, steps: ['failed'] },
    ],
  ],
  'public policy under Block Public Access': [
    publicPolicy(
      'because of one statement: the message names it',
      { ...OWNERS_STATEMENT, Principal: '*' },
      ' by statement 1 ("Partner may read")',
    ),
    publicPolicy(
      'because of a NotPrincipal: the message names the statement',
      { ...ANONYMOUS, NotPrincipal: { AWS: '210987654321' } },
      ' by statement 1',
    ),
    publicPolicy('because of an unknown statement: the message names none', OWNERS_STATEMENT, ''),
  ],
  '405, the bucket of another account': [
    [
      'on a read',
      {
        start,
        script: () => ({
          readPolicy: Array(9).fill(readAnswers('s3:GetBucketPolicy', 'MethodNotAllowed', 405)),
        }),
      },
      { ...UNKNOWN, says: says('s3:GetBucketPolicy was refused with MethodNotAllowed') },
    ],
    [
      'on the write',
      { start, script: () => ({ putPolicy: [putAnswers('MethodNotAllowed', 405)] }) },
      { ...REFUSED, says: says('belongs to another account: run Cooper in that account') },
    ],
  ],
  'bucket deleted in between': [
    [
      'before the first read',
      { start, ...AN_HOUR_AGO, script: goneAfter(0) },
      { ...NO_WRITE, outcome: 'gone' },
    ],
    [
      'before the write',
      { start, ...AN_HOUR_AGO, script: goneAfter(1) },
      { ...NO_WRITE, outcome: 'gone' },
    ],
    [
      'at the write',
      {
        start,
        ...AN_HOUR_AGO,
        script: () => ({ ...goneAfter(2)(), putPolicy: [putAnswers('NoSuchBucket', 404)] }),
      },
      { notified: [], writes: ['putPolicy'], outcome: 'gone' },
    ],
    [
      'after the write',
      { start, ...AN_HOUR_AGO, script: goneAfter(2) },
      { notified: [], outcome: 'gone' },
    ],
    ...(['DeleteBucketPolicy', 'UntagResource', 'BucketCheckRequested'] as const).map(
      (name): Row => [
        `a moment after ${name}`,
        { start, event: { name }, script: goneAfter(0) },
        { ...NO_WRITE, outcome: 'gone', waits: [] },
      ],
    ),
    [
      'after a call whose time is in the future',
      {
        start,
        event: { name: 'CreateBucket', time: '2099-11-20T09:30:00Z' },
        script: goneAfter(0),
      },
      { ...NO_WRITE, outcome: 'gone' },
    ],
  ],
  'new bucket that S3 does not know everywhere yet': [
    [
      'at the first read, for a moment',
      { ...NEW, script: () => ({ readPolicy: [gone], readEncryption: [gone] }) },
      { ...REMEDIATED, waits: [300] },
    ],
    [
      'at the read before the write, for a moment',
      { ...NEW, script: () => ({ readPolicy: [() => undefined, gone] }) },
      { ...REMEDIATED, waits: [300] },
    ],
    [
      'at the write, for a moment',
      { ...NEW, script: () => ({ putPolicy: [NO_BUCKET] }) },
      RETRIED_ONCE,
    ],
    [
      'at the read after the write, for a moment',
      { ...NEW, script: () => ({ readPolicy: [() => undefined, () => undefined, gone, gone] }) },
      { ...REMEDIATED, waits: [200, 400] },
    ],
    [
      'at the first read, for longer',
      { ...NEW, script: goneAfter(0) },
      { ...NOT_YET, entries: [] },
    ],
    [
      'at the read of the tags',
      { ...NEW, script: () => ({ readTags: [gone] }) },
      { ...NOT_YET, waits: [], entries: [] },
    ],
    [
      'at the read before the write, for longer',
      { ...NEW, script: goneAfter(1) },
      { ...NOT_YET, entries: [OPEN] },
    ],
    [
      'at the write, for longer',
      { ...NEW, script: () => ({ putPolicy: Array(9).fill(NO_BUCKET) }) },
      { ...NOT_YET, writes: Array(4).fill('putPolicy'), waits: WAITS, entries: [OPEN] },
    ],
    [
      'at the read after the write, for longer: a later delivery verifies and reports the change',
      { ...NEW, script: goneAfter(2) },
      { ...NOT_YET, writes: ['putPolicy'], entries: [OPEN] },
    ],
    [
      'after a PutBucketPolicy, which follows the creation of many buckets',
      { start, script: goneAfter(0) },
      NOT_YET,
    ],
  ],
  'new user or role in the policy that S3 does not know yet': [
    ['for a moment', { start, script: () => ({ putPolicy: [NO_ROLE] }) }, RETRIED_ONCE],
    [
      'for longer',
      { start, script: () => ({ putPolicy: Array(9).fill(NO_ROLE) }) },
      {
        ...NOT_YET_ROLE,
        writes: Array(4).fill('putPolicy'),
        waits: WAITS,
        entries: [OPEN],
      },
    ],
    [
      'for longer, after a write to the encryption: a later delivery reports both',
      { script: () => ({ putPolicy: Array(9).fill(NO_ROLE) }) },
      {
        ...NOT_YET_ROLE,
        writes: ['putEncryption', ...Array(4).fill('putPolicy')],
        entries: [OPEN],
      },
    ],
    [
      'for longer, after a write to the encryption and without a journal: reported at once',
      { journal: WITHOUT_JOURNAL, script: () => ({ putPolicy: Array(9).fill(NO_ROLE) }) },
      { notified: ['failed'], steps: ['done', 'failed'] },
    ],
    [
      'with ids of deleted roles in conditions only, which S3 accepts',
      {
        start: {
          ...start,
          policy: policyOf({
            ...OWNERS_STATEMENT,
            Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEROLEID1234:*' } },
          }),
        },
        script: () => ({ putPolicy: Array(9).fill(NO_ROLE) }),
      },
      NOT_YET_ROLE,
    ],
    [
      'for longer, after an old event: reported as failed',
      { start, ...AN_HOUR_AGO, script: () => ({ putPolicy: Array(9).fill(NO_ROLE) }) },
      {
        ...RETRIED_IN_VAIN,
        thrown: undefined,
        says: says('What to do', 'does not know a user or role that the bucket policy names'),
      },
    ],
  ],
  'bucket in another region': temporary('a redirect', putAnswers('PermanentRedirect', 301)),
  'SNS down or denied': [
    [
      'for a while: Cooper retries',
      { start, topicFailures: 3 },
      { ...REMEDIATED, waits: [1000, 2000, 4000] },
    ],
    [
      'for longer: the event is delivered again, and the journal entry is not marked as notified',
      { start, topicFailures: 9 },
      {
        notified: [],
        waits: [1000, 2000, 4000, 8000],
        entries: [expect.not.objectContaining({ notified: expect.anything() })],
        ...thrown('no topic'),
      },
    ],
  ],
  'journal down or denied': [
    [
      'at the start: nothing is written',
      { start, journal: { open: down } },
      { ...NO_WRITE, ...thrown('journal') },
    ],
    [
      'after the write: people are notified of the change anyway',
      { start, journal: { amend: down } },
      { notified: ['remediated'], writes: ['putPolicy'], ...thrown('journal') },
    ],
  ],
  'not enough time left': [
    [
      'at the start: nothing is written, and the journal has no entry',
      { start, time: 9_999 },
      { ...NO_WRITE, entries: [], ...thrown('Cannot start a write to bucket "cooper-') },
    ],
    [
      'after the entry in the journal: nothing is written to the bucket, and the entry stays open',
      {
        start,
        time: 12_000,
        script: (clock) => ({ readPolicy: [() => undefined, takesTime(2_001)(clock)] }),
      },
      {
        ...NO_WRITE,
        entries: [expect.not.objectContaining({ record: expect.anything() })],
        ...thrown('9999 ms remain'),
      },
    ],
    [
      'between two writes: people are notified of the first one, and the second is left to the next delivery',
      {
        time: 12_000,
        script: (clock) => ({ readPolicy: [() => undefined, takesTime(2_001)(clock)] }),
      },
      {
        notified: ['failed'],
        writes: ['putEncryption'],
        steps: ['done', 'failed'],
        ...thrown('Cannot start'),
      },
    ],
    [
      'during another operation on the bucket: Cooper does not wait longer than the time allows',
      {
        start,
        time: 11_500,
        script: () => ({ putPolicy: Array(9).fill(putAnswers('OperationAborted', 409)) }),
      },
      {
        notified: ['failed'],
        writes: ['putPolicy', 'putPolicy'],
        waits: [300],
        ...thrown('because'),
      },
    ],
    [
      'while reads do not show a write yet: reported as not verified',
      { start, time: 10_300, script: () => ({ readPolicy: Array(50).fill(stale) }) },
      { notified: ['failed'], writes: ['putPolicy'], waits: [200, 400, 800, 1600] },
    ],
    [
      'while the read after the write hangs: reported as not verified',
      {
        start,
        time: 10_020,
        script: (clock) => ({
          readPolicy: [() => undefined, () => undefined, hangs],
          putPolicy: [takesTime(5_000)(clock)],
        }),
      },
      { notified: ['failed'], writes: ['putPolicy'], says: says('could not be read again') },
    ],
    [
      'while SNS is down: the notification is left to the next delivery',
      { start, time: 12_000, topicFailures: 9 },
      { notified: [], waits: [1000, 2000], ...thrown('no topic') },
    ],
  ],
}

describe.each(FAULT_CAUSES)('%s', (cause) => {
  test.each(FAULTS[cause])('%s', async (_how, fault, expected) => {
    expect(await run(fault)).toMatchObject(expected)
  })
})

test('docs/reliability.md lists these causes, each with what Cooper does', () => {
  const [, section = ''] = readFileSync('docs/reliability.md', 'utf8').split('\n## Faults\n')
  const rows = section.split('\n## ')[0]?.match(/^\| .*\|$/gm) ?? []
  const cells = rows.slice(2).map((row) => row.split(' | ').map((cell) => cell.trim()))
  expect(cells.map(([cause]) => cause?.replace(/^\| /, ''))).toEqual(FAULT_CAUSES)
  for (const [, answer] of cells) expect(answer).toMatch(/\w{4}/)
})
