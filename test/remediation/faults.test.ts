import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
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

type Answer = Partial<Ended>

/** What happens, and what Cooper answers. */
type Row = readonly [how: string, fault: Fault, answer: Answer]

const SID = (sid: unknown) => expect.objectContaining({ Sid: sid })
const says = (...texts: readonly string[]) =>
  expect.stringMatching(new RegExp(texts.map(literally).join('[^]*')))
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

// Only the policy falls short.
const start = { encryption: SSE_S3 }
const { Sid: _, Principal: __, ...ANONYMOUS } = OWNERS_STATEMENT
const STALE = { ...OWNERS_STATEMENT, Principal: { AWS: ['210987654321', 'AROAEXAMPLEROLEID1234'] } }

const WAITS = [300, 1000, 3000]
const MENDED: Answer = { told: ['remediated'], thrown: undefined }
const TWICE: Answer = { ...MENDED, writes: ['putPolicy', 'putPolicy'], waits: [300] }
const FOUR: Answer = { told: ['failed'], writes: Array(4).fill('putPolicy'), waits: WAITS }
const REFUSED: Answer = { told: ['failed'], writes: ['putPolicy'], waits: [], thrown: undefined }
const LEFT_ALONE: Answer = { told: ['unknown'], writes: [], thrown: undefined }
const NOTHING: Answer = { told: [], writes: [] }

const thrown = (text: string): Answer => ({ thrown: expect.stringContaining(text) })

/** Gone after a while: tried again, and in the end handed over to the next delivery. */
const passing = (name: string, answer: () => Promise<unknown>): readonly Row[] => [
  [`${name}, once`, { start, script: () => ({ putPolicy: [answer] }) }, TWICE],
  [
    `${name}, for longer: told as failed, and the event is delivered again`,
    { start, script: () => ({ putPolicy: Array(9).fill(answer) }) },
    { ...FOUR, ...thrown('Cannot put the policy on bucket') },
  ],
]

const unread = (call: string, permission: string, fault: Fault = { start }): Row => [
  `${permission}: nothing is written for what depends on it`,
  {
    ...fault,
    script: () => ({
      [call]: Array(9).fill(readAnswers(permission, 'AccessDenied', 403, 'in a session policy')),
    }),
  },
  { ...LEFT_ALONE, says: says(`${permission} was refused with AccessDenied, by a session policy`) },
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

/** A policy in which only so many bytes are free. */
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

const gone = () => {
  throw Object.assign(new Error('Cannot read'), { code: 'NoSuchBucket' })
}
const goneAfter = (reads: number) => () => ({
  readPolicy: [...Array(reads).fill(() => undefined), ...Array(9).fill(gone)],
})

const down = () => Promise.reject(new Error('Cannot write to the journal'))

const stale = () => ({ known: true, value: undefined })
const takesTime = (milliseconds: number) => (clock: Clock) => () => {
  clock.left -= milliseconds
  return undefined
}
const hangs = () => new Promise(() => undefined)

const FAULTS: Readonly<Record<FaultCause, readonly Row[]>> = {
  '409 `OperationAborted`': passing('409', putAnswers('OperationAborted', 409)),
  '`SlowDown` and other throttling': [
    ...passing('SlowDown', putAnswers('SlowDown', 503)),
    ...passing('429', putAnswers('TooManyRequests', 429)),
  ],
  timeout: passing('no answer in time', putBreaks('TimeoutError')),
  'connection reset': passing('a connection that is cut', putBreaks('ECONNRESET')),
  '5xx': [
    ...passing('500', putAnswers('InternalError', 500)),
    ...passing('503', putAnswers('ServiceUnavailable', 503)),
  ],
  'expired credentials': passing('an expired token', putAnswers('ExpiredToken', 400)),
  '`AccessDenied` on a read': [
    unread('readPolicy', 's3:GetBucketPolicy'),
    unread('readEncryption', 's3:GetEncryptionConfiguration', {
      start: { policy: COMPLIANT_POLICY },
    }),
    unread('readExemptTag', 's3:GetBucketTagging'),
    unread('readWebsite', 's3:GetBucketWebsite'),
    unread('readLogAcl', 's3:GetBucketAcl', {
      start: { ...start, policy: COMPLIANT_POLICY },
      settings: { defaultEncryption: 'sse-kms' },
    }),
    [
      'of one thing: what does not depend on it is mended',
      { script: () => ({ readPolicy: Array(9).fill(readAnswers('p', 'AccessDenied', 403)) }) },
      { told: ['unknown'], writes: ['putEncryption'], steps: ['done'] },
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
      'and no reason: the three kinds to look for',
      { start, script: () => ({ putPolicy: [putAnswers('AccessDenied', 403, 'Access Denied')] }) },
      { ...REFUSED, says: says('PutBucketPolicy with AccessDenied: Access', 'for a Deny') },
    ],
    [
      'of one thing: the other is mended',
      { script: () => ({ putEncryption: [putAnswers('AccessDenied', 403)] }) },
      {
        told: ['failed'],
        writes: ['putEncryption', 'putPolicy'],
        steps: ['failed', 'done'],
        says: says('s3:PutEncryptionConfiguration'),
      },
    ],
  ],
  '`MalformedPolicy`, for example because of a deleted principal': [
    malformed(
      'a deleted role, with its statement',
      { ...STALE, Sid: 'Jobs\u001b' },
      'AROAEXAMPLEROLEID1234 in statement 2 ("Jobs?")',
    ),
    malformed(
      'a deleted user in a NotPrincipal without Sid',
      { ...ANONYMOUS, NotPrincipal: { AWS: 'AIDAEXAMPLEUSERID1234' } },
      'AIDAEXAMPLEUSERID1234 in statement 2',
    ),
    malformed(
      'ids in conditions only, which S3 takes: no name',
      {
        ...OWNERS_STATEMENT,
        Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEROLEID1234:*' } },
      },
      'Mostly a user or role that it names was deleted',
    ),
  ],
  'policy over 20,480 bytes': [
    [
      'no room: how large it would be, and how much is missing',
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
      'room for just the statement',
      { start: { ...start, policy: withRoom(OWN_SIZE) } },
      { ...MENDED, writes: ['putPolicy'] },
    ],
    [
      'room for some statements: TLS first, and the rest is told',
      { start: { ...start, policy: withRoom(2 * OWN_SIZE + 50) }, settings: FULL_SETTINGS },
      {
        told: ['failed'],
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
      'and S3 measures otherwise: no byte is made up',
      { start, script: () => ({ putPolicy: [putAnswers('PolicyTooLarge', 400)] }) },
      { ...REFUSED, says: says('measured in its own format: make room by merging') },
    ],
    [
      'refused for something else: no part is tried',
      { start, settings: FULL_SETTINGS, script: () => ({ putPolicy: [putAnswers('Nope', 400)] }) },
      { ...REFUSED, steps: ['failed'] },
    ],
  ],
  'public policy under Block Public Access': [
    publicPolicy(
      'by one statement',
      { ...OWNERS_STATEMENT, Principal: '*' },
      ' by statement 1 ("Partner may read")',
    ),
    publicPolicy(
      'in other words',
      { ...ANONYMOUS, NotPrincipal: { AWS: '210987654321' } },
      ' by statement 1',
    ),
    publicPolicy('by what cannot be told: no name', OWNERS_STATEMENT, ''),
  ],
  '405, the bucket of another account': [
    [
      'at a read',
      {
        start,
        script: () => ({
          readPolicy: Array(9).fill(readAnswers('s3:GetBucketPolicy', 'MethodNotAllowed', 405)),
        }),
      },
      { ...LEFT_ALONE, says: says('s3:GetBucketPolicy was refused with MethodNotAllowed') },
    ],
    [
      'at the write',
      { start, script: () => ({ putPolicy: [putAnswers('MethodNotAllowed', 405)] }) },
      { ...REFUSED, says: says('belongs to another account: run Cooper in that account') },
    ],
  ],
  'bucket deleted in between': [
    ['at the first look', { start, script: goneAfter(0) }, { ...NOTHING, outcome: 'gone' }],
    ['before the write', { start, script: goneAfter(1) }, { ...NOTHING, outcome: 'gone' }],
    [
      'at the write',
      {
        start,
        script: () => ({ ...goneAfter(2)(), putPolicy: [putAnswers('NoSuchBucket', 404)] }),
      },
      { told: [], writes: ['putPolicy'], outcome: 'gone' },
    ],
    ['after the write', { start, script: goneAfter(2) }, { told: [], outcome: 'gone' }],
  ],
  'bucket in another region': passing('a redirect', putAnswers('PermanentRedirect', 301)),
  'SNS down or denied': [
    ['for a while', { start, untold: 3 }, { ...MENDED, waits: [1000, 2000, 4000] }],
    [
      'for longer: the event is delivered again, and the journal knows what is left to tell',
      { start, untold: 9 },
      {
        told: [],
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
      { ...NOTHING, ...thrown('journal') },
    ],
    [
      'after the write: people hear of the change all the same',
      { start, journal: { amend: down } },
      { told: ['remediated'], writes: ['putPolicy'], ...thrown('journal') },
    ],
  ],
  'not enough time left': [
    [
      'at the start: nothing is begun',
      { start, time: 9_999 },
      { ...NOTHING, entries: [], ...thrown('Cannot start a write to bucket "cooper-') },
    ],
    [
      'after the entry in the journal: nothing is written, and it stays open',
      {
        start,
        time: 12_000,
        script: (clock) => ({ readPolicy: [() => undefined, takesTime(2_001)(clock)] }),
      },
      {
        ...NOTHING,
        entries: [expect.not.objectContaining({ record: expect.anything() })],
        ...thrown('9999 ms remain'),
      },
    ],
    [
      'between two writes: the first one is told, and the second left to the next delivery',
      {
        time: 12_000,
        script: (clock) => ({ readPolicy: [() => undefined, takesTime(2_001)(clock)] }),
      },
      {
        told: ['failed'],
        writes: ['putEncryption'],
        steps: ['done', 'failed'],
        ...thrown('Cannot start'),
      },
    ],
    [
      'while the bucket is held: no wait that is too long',
      {
        start,
        time: 11_500,
        script: () => ({ putPolicy: Array(9).fill(putAnswers('OperationAborted', 409)) }),
      },
      { told: ['failed'], writes: ['putPolicy', 'putPolicy'], waits: [300], ...thrown('because') },
    ],
    [
      'while a write does not show yet: told as not verified',
      { start, time: 10_300, script: () => ({ readPolicy: Array(50).fill(stale) }) },
      { told: ['failed'], writes: ['putPolicy'], waits: [200, 400, 800, 1600] },
    ],
    [
      'while the second look hangs: told as not verified',
      {
        start,
        time: 10_020,
        script: (clock) => ({
          readPolicy: [() => undefined, () => undefined, hangs],
          putPolicy: [takesTime(5_000)(clock)],
        }),
      },
      { told: ['failed'], writes: ['putPolicy'], says: says('could not be read again') },
    ],
    [
      'while SNS is down: left to the next delivery',
      { start, time: 12_000, untold: 9 },
      { told: [], waits: [1000, 2000], ...thrown('no topic') },
    ],
  ],
}

describe.each(FAULT_CAUSES)('%s', (cause) => {
  test.each(FAULTS[cause])('%s', async (_how, fault, answer) => {
    expect(await run(fault)).toMatchObject(answer)
  })
})

test('docs/reliability.md lists these causes, each with its answer', () => {
  const [, section = ''] = readFileSync('docs/reliability.md', 'utf8').split('\n## Faults\n')
  const rows = section.split('\n## ')[0]?.match(/^\| .*\|$/gm) ?? []
  const cells = rows.slice(2).map((row) => row.split(' | ').map((cell) => cell.trim()))
  expect(cells.map(([cause]) => cause?.replace(/^\| /, ''))).toEqual(FAULT_CAUSES)
  for (const [, answer] of cells) expect(answer).toMatch(/\w{4}/)
})
