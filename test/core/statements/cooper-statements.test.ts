import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDenied } from '../../../src/core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { Caller, Request } from '../../../src/core/policy/request.ts'
import {
  ALGORITHM_KEY,
  denySseCStatement,
  KMS_KEY,
  minimumTlsStatement,
  type OwnStatement,
  SSE_C_KEY,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { belongsTo } from '../policy/belongs-to.ts'
import { ARN, OBJECTS, policy, USER } from '../policy/cases/case.ts'
import {
  BUCKET,
  CLASSES,
  DSSE_KEY,
  FOREIGN_KEY,
  KEY,
  KEY_ID,
  KEY_OF_ANOTHER,
  MANAGED_KEY,
  OTHER_KEY,
  OWN_KEY,
  SSE_S3,
} from '../policy/cases/classes.ts'

type Context = Readonly<Record<string, string>>

/** The callers, and the keys of their requests. */
const CALLERS: readonly (readonly [string, Caller, Context])[] = [
  ['anybody', { type: 'anonymous' }, {}],
  ['a user', identity('user', USER), { 'aws:principalisawsservice': 'false' }],
  [
    'a session of another account',
    identity('role-session', 'arn:aws:iam::999999999999:role/admin'),
    { 'aws:principalisawsservice': 'false' },
  ],
  [
    'the root of the account',
    identity('root', 'arn:aws:iam::111122223333:root'),
    { 'aws:principalisawsservice': 'false' },
  ],
  [
    'a federated user',
    identity('federated-user', 'arn:aws:sts::111122223333:federated-user/x'),
    { 'aws:principalisawsservice': 'false' },
  ],
]

function identity(
  type: 'user' | 'role-session' | 'root' | 'federated-user',
  arn: string,
): Extract<Caller, { account: string }> {
  return { type, account: arn.split(':')[4] ?? '', arn, principalArn: arn }
}

const SERVICE: Caller = { type: 'service', service: 'logging.s3.amazonaws.com' }
// S3 redacts the connection keys of requests by services.
const OF_A_SERVICE: Context = { 'aws:principalisawsservice': 'true' }
const OVER_TLS: Context = { 'aws:securetransport': 'true', 's3:tlsversion': '1.3' }

const requestOf = (
  caller: Caller,
  context: Context,
  action = 's3:PutObject',
  resource = `${ARN}/x`,
): Request => ({
  caller,
  action,
  resource,
  context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]])),
})

describe('as JSON', () => {
  const everything = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [ARN, OBJECTS] }
  const uploads = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: OBJECTS }
  const noService = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }

  test.each<[OwnStatement, object]>([
    [
      tlsOnlyStatement(BUCKET),
      {
        Sid: 'CooperTlsOnly',
        ...everything,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
    [
      minimumTlsStatement(BUCKET, '1.2'),
      {
        Sid: 'CooperMinimumTls',
        ...everything,
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      },
    ],
    [
      denySseCStatement(BUCKET),
      {
        Sid: 'CooperDenySseC',
        ...uploads,
        Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
      },
    ],
    [
      uploadAlgorithmStatement(BUCKET, SSE_S3),
      {
        Sid: 'CooperUploadAlgorithm',
        ...uploads,
        Condition: {
          Null: { 's3:x-amz-server-side-encryption': 'false' },
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' },
          ...noService,
        },
      },
    ],
    [
      uploadKeyStatement(BUCKET, OWN_KEY),
      {
        Sid: 'CooperUploadKey',
        ...uploads,
        Action: ['s3:PutObject', 's3:UpdateObjectEncryption'],
        Condition: {
          StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
          StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': [KEY, KEY_ID] },
          ...noService,
        },
      },
    ],
    [
      uploadHeaderStatement(BUCKET),
      {
        Sid: 'CooperUploadHeader',
        ...uploads,
        Condition: {
          Null: {
            's3:x-amz-server-side-encryption': 'true',
            's3:x-amz-server-side-encryption-customer-algorithm': 'true',
          },
          ...noService,
        },
      },
    ],
  ])('$Sid', (statement, text) => {
    expect(statement).toEqual(text)
  })

  test('in the bucket’s partition', () => {
    expect(tlsOnlyStatement({ name: 'b', partition: 'aws-cn' }).Resource).toEqual([
      'arn:aws-cn:s3:::b',
      'arn:aws-cn:s3:::b/*',
    ])
    expect(uploadHeaderStatement({ name: 'b', partition: 'aws-cn' }).Resource).toBe(
      'arn:aws-cn:s3:::b/*',
    )
  })
})

const HEADERS = {
  'no header': {},
  'SSE-S3': { [ALGORITHM_KEY]: 'AES256' },
  'SSE-KMS': { [ALGORITHM_KEY]: 'aws:kms' },
  'SSE-KMS, key': { [ALGORITHM_KEY]: 'aws:kms', [KMS_KEY]: KEY },
  'SSE-KMS, its id': { [ALGORITHM_KEY]: 'aws:kms', [KMS_KEY]: KEY_ID },
  'SSE-KMS, other key': { [ALGORITHM_KEY]: 'aws:kms', [KMS_KEY]: OTHER_KEY },
  'SSE-KMS, other account’s': { [ALGORITHM_KEY]: 'aws:kms', [KMS_KEY]: FOREIGN_KEY },
  'SSE-KMS, alias': { [ALGORITHM_KEY]: 'aws:kms', [KMS_KEY]: 'alias/data' },
  DSSE: { [ALGORITHM_KEY]: 'aws:kms:dsse' },
  'DSSE, key': { [ALGORITHM_KEY]: 'aws:kms:dsse', [KMS_KEY]: KEY },
  'DSSE, other key': { [ALGORITHM_KEY]: 'aws:kms:dsse', [KMS_KEY]: OTHER_KEY },
  'SSE-C': { [SSE_C_KEY]: 'AES256' },
} satisfies Record<string, Context>

type Header = keyof typeof HEADERS

const matching = (present: typeof SSE_S3 | typeof MANAGED_KEY) => [
  uploadAlgorithmStatement(BUCKET, present),
]
const matchingKey = (present: typeof OWN_KEY | typeof KEY_OF_ANOTHER | typeof DSSE_KEY) => [
  uploadAlgorithmStatement(BUCKET, present),
  uploadKeyStatement(BUCKET, present),
]
const TLS = [tlsOnlyStatement(BUCKET), minimumTlsStatement(BUCKET, '1.2')]
const HEADER = uploadHeaderStatement(BUCKET)

/** The uploads that these statements do not deny. All others are denied. */
const PASSING: readonly (readonly [string, readonly OwnStatement[], readonly Header[]])[] = [
  ['TLS only', TLS, Object.keys(HEADERS) as Header[]],
  ['matching SSE-S3', matching(SSE_S3), ['no header', 'SSE-S3', 'SSE-C']],
  ['explicit SSE-S3', [...matching(SSE_S3), HEADER], ['SSE-S3', 'SSE-C']],
  [
    'matching the AWS managed key, which any key satisfies',
    matching(MANAGED_KEY),
    [
      ...([
        'no header',
        'SSE-KMS',
        'SSE-KMS, key',
        'SSE-KMS, its id',
        'SSE-KMS, other key',
      ] as const),
      ...(['SSE-KMS, other account’s', 'SSE-KMS, alias', 'SSE-C'] as const),
    ],
  ],
  [
    'matching a key of the account',
    matchingKey(OWN_KEY),
    ['no header', 'SSE-KMS, key', 'SSE-KMS, its id', 'SSE-C'],
  ],
  [
    'explicit with a key of the account',
    [...matchingKey(OWN_KEY), HEADER],
    ['SSE-KMS, key', 'SSE-KMS, its id', 'SSE-C'],
  ],
  [
    'matching a key of another account',
    matchingKey(KEY_OF_ANOTHER),
    ['no header', 'SSE-KMS, other account’s', 'SSE-C'],
  ],
  ['matching DSSE with a key', matchingKey(DSSE_KEY), ['no header', 'DSSE, key', 'SSE-C']],
  ['explicit DSSE with a key', [...matchingKey(DSSE_KEY), HEADER], ['DSSE, key', 'SSE-C']],
  [
    'no SSE-C',
    [denySseCStatement(BUCKET)],
    (Object.keys(HEADERS) as Header[]).filter((name) => name !== 'SSE-C'),
  ],
  [
    'everything at once',
    [...TLS, denySseCStatement(BUCKET), ...matchingKey(OWN_KEY), HEADER],
    ['SSE-KMS, key', 'SSE-KMS, its id'],
  ],
]

describe.each(PASSING)('uploads that are not denied: %s', (_, statements, passing) => {
  const parsed = parsePolicy(policy(...statements))
  const headers = Object.entries(HEADERS) as [Header, Context][]

  test.each(CALLERS)('by %s', (_name, caller, context) => {
    const passed = headers.filter(
      ([, header]) => !isDenied(parsed, requestOf(caller, { ...OVER_TLS, ...context, ...header })),
    )
    expect(passed.map(([name]) => name).toSorted()).toEqual([...passing].toSorted())
  })

  test('by a service: all, except SSE-C if it is blocked', () => {
    const blocksSseC = statements.some(({ Sid }) => Sid === 'CooperDenySseC')
    const denied = headers.filter(([, header]) =>
      isDenied(parsed, requestOf(SERVICE, { ...OF_A_SERVICE, ...header })),
    )
    expect(denied.map(([name]) => name)).toEqual(blocksSseC ? ['SSE-C'] : [])
  })

  test.each([
    ['s3:GetObject', `${ARN}/x`],
    ['s3:DeleteObject', `${ARN}/x`],
    ['s3:PutObjectTagging', `${ARN}/x`],
    ['s3:PutObjectAcl', `${ARN}/x`],
    ['s3:ReplicateObject', `${ARN}/x`],
    ['s3:AbortMultipartUpload', `${ARN}/x`],
    ['s3:ListBucket', ARN],
    ['s3:PutEncryptionConfiguration', ARN],
  ])('any other request over TLS is not denied: %s', (action, resource) => {
    for (const [, caller, context] of CALLERS) {
      for (const [, header] of headers) {
        const request = requestOf(caller, { ...OVER_TLS, ...context, ...header }, action, resource)
        expect(isDenied(parsed, request)).toBe(false)
      }
    }
  })
})

describe('laws', () => {
  const texts = fc.constantFrom('AES256', 'aws:kms', KEY, KEY_ID, OTHER_KEY, 'x', '')
  const free = fc.dictionary(
    fc.constantFrom('aws:useragent', 'aws:referer', 's3:x-amz-acl', 'aws:sourceaccount'),
    texts,
  )
  const someone = fc.constantFrom(...CALLERS)
  const keys = fc.constantFrom('x', 'a/b', 'logs/2026/x', `\${aws:username}`, '*')
  const upload = fc.constant('s3:PutObject')
  const actions = fc.oneof(
    upload,
    fc.constant('s3:UpdateObjectEncryption'),
    fc.constantFrom('s3:GetObject', 's3:PutObjectAcl', 's3:ListBucket', 's3:NewThing'),
  )
  const mixed = fc.record<Context>(
    {
      [ALGORITHM_KEY]: fc.constantFrom('AES256', 'aws:kms', 'aws:kms:dsse'),
      [KMS_KEY]: fc.constantFrom(KEY, KEY_ID, OTHER_KEY, FOREIGN_KEY, 'alias/data'),
      [SSE_C_KEY]: fc.constant('AES256'),
    },
    { requiredKeys: [] },
  )
  const headers = fc.oneof(fc.constantFrom<Context>(...Object.values(HEADERS)), mixed)
  const connection = fc.constantFrom<Context>(
    { 'aws:securetransport': 'false' },
    ...['1.0', '1.1', '1.2', '1.3'].map((version) => ({
      'aws:securetransport': 'true',
      's3:tlsversion': version,
    })),
  )
  const requests = fc
    .record({ someone, action: actions, key: keys, headers, connection, free })
    .map(({ someone: [, caller, context], action, key, ...more }) =>
      requestOf(
        caller,
        { ...more.free, ...more.connection, ...more.headers, ...context },
        action,
        action === 's3:ListBucket' ? ARN : `${ARN}/${key}`,
      ),
    )

  test.each(CLASSES)('every caller except services: %s denied', (_, uploads, own) => {
    const parsed = parsePolicy(policy(own))
    let met = 0
    fc.assert(
      fc.property(requests, (request) => {
        if (!uploads.some((each) => belongsTo(request, each))) return
        met += 1
        expect(isDenied(parsed, request)).toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(met).toBeGreaterThan(10)
  })

  test.each(CLASSES)('no other request is denied: %s', (_, uploads, own) => {
    const parsed = parsePolicy(policy(own))
    fc.assert(
      fc.property(requests, (request) => {
        fc.pre(isPossible(request) && !uploads.some((each) => belongsTo(request, each)))
        expect(isDenied(parsed, request)).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  test('a service is never denied, whatever header it sends, except SSE-C', () => {
    const statements = CLASSES.map(([, , own]) => own)
    const parsed = parsePolicy(policy(...statements))
    fc.assert(
      fc.property(headers, free, keys, actions, (header, more, key, action) => {
        const { [SSE_C_KEY]: _, ...sent } = header
        const context = { ...more, ...sent, ...OF_A_SERVICE }
        expect(isDenied(parsed, requestOf(SERVICE, context, action, `${ARN}/${key}`))).toBe(false)
      }),
    )
  })
})

/** S3 accepts one kind of encryption per upload, SSE-C only over TLS, and KMS only over TLS and from authenticated callers. */
function isPossible({ caller, context }: Request): boolean {
  const algorithm = context.get(ALGORITHM_KEY)?.[0]
  const isKms = algorithm?.startsWith('aws:kms') ?? false
  const isOverTls = context.get('aws:securetransport')?.[0] === 'true'
  if (isKms && (!isOverTls || caller.type === 'anonymous')) return false
  if (context.has(KMS_KEY) && !isKms) return false
  return !context.has(SSE_C_KEY) || (algorithm === undefined && isOverTls)
}
