import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/policy/document.ts'
import {
  ALGORITHM_KEY,
  denySseCStatement,
  KMS_KEY,
  minimumTlsStatement,
  OWN_SIDS,
  type OwnSid,
  SSE_C_KEY,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { isDamaged, isUnaltered, ownSidOf } from '../../../src/core/statements/recognise.ts'
import { ARN, OBJECTS, USER } from '../policy/cases/case.ts'
import {
  BUCKET,
  DSSE_KEY,
  FOREIGN_KEY,
  KEY,
  KEY_OF_ANOTHER,
  MANAGED_KEY,
  OTHER_KEY,
  OWN_KEY,
  SSE_S3,
} from '../policy/cases/classes.ts'

describe('whether a Sid is Cooper’s', () => {
  test.each(OWN_SIDS)('%s is Cooper’s, with or without a number', (sid) => {
    expect(ownSidOf({ Sid: sid })).toBe(sid)
    expect(ownSidOf({ Sid: `${sid}2` })).toBe(sid)
    expect(ownSidOf({ Sid: `${sid}15` })).toBe(sid)
  })

  test.each<[string, Json]>([
    ['none', {}],
    ['another', { Sid: 'AllowSSLRequestsOnly' }],
    ['only the beginning', { Sid: 'CooperTls' }],
    ['with an ending', { Sid: 'CooperTlsOnlyForPartners' }],
    ['with a number and an ending', { Sid: 'CooperTlsOnly2b' }],
    ['with a prefix', { Sid: 'NoCooperTlsOnly' }],
    ['in another letter case', { Sid: 'coopertlsonly' }],
    ['with a space', { Sid: 'CooperTlsOnly 2' }],
    ['with a line break', { Sid: 'CooperTlsOnly\n' }],
    ['a number as Sid', { Sid: 2 }],
    ['a string instead of a statement', 'CooperTlsOnly'],
    ['no statement', null],
    ['a list', ['CooperTlsOnly']],
  ])("is not Cooper's: %s", (_, statement) => {
    expect(ownSidOf(statement)).toBeUndefined()
  })
})

const TLS = tlsOnlyStatement(BUCKET)
const MINIMUM = minimumTlsStatement(BUCKET, '1.2')
const NO_SSE_C = denySseCStatement(BUCKET)
const ALGORITHM = uploadAlgorithmStatement(BUCKET, SSE_S3)
const ONE_KEY = uploadKeyStatement(BUCKET, KEY_OF_ANOTHER)
const KEYS = uploadKeyStatement(BUCKET, OWN_KEY)
const HEADER = uploadHeaderStatement(BUCKET)

describe('written by Cooper, and unaltered', () => {
  test.each<[string, Json]>([
    ['TLS', TLS],
    ['a minimum of TLS 1.2', MINIMUM],
    ['a minimum of TLS 1.3', minimumTlsStatement(BUCKET, '1.3')],
    ['SSE-C denied', NO_SSE_C],
    ['SSE-S3 only', ALGORITHM],
    ['SSE-KMS only', uploadAlgorithmStatement(BUCKET, MANAGED_KEY)],
    ['DSSE-KMS only', uploadAlgorithmStatement(BUCKET, DSSE_KEY)],
    ['a key of the account', KEYS],
    ['a key of another account', ONE_KEY],
    ['a key for DSSE-KMS', uploadKeyStatement(BUCKET, DSSE_KEY)],
    ['a header', HEADER],
    ['under a second Sid', { ...TLS, Sid: 'CooperTlsOnly2' }],
    ['everyone as an object', { ...TLS, Principal: { AWS: '*' } }],
    ['everyone as a list', { ...HEADER, Principal: { AWS: ['*'] } }],
    ['one action as a list', { ...NO_SSE_C, Action: ['s3:PutObject'] }],
    ['the action in another letter case', { ...NO_SSE_C, Action: 's3:putobject' }],
    ['resources in another order', { ...MINIMUM, Resource: [OBJECTS, ARN] }],
    ['one resource as a list', { ...ALGORITHM, Resource: [OBJECTS] }],
    ['a boolean', { ...TLS, Condition: { Bool: { 'aws:SecureTransport': false } } }],
    ['a list of one boolean', { ...TLS, Condition: { Bool: { 'aws:SecureTransport': [false] } } }],
    ['a number', { ...MINIMUM, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }],
    [
      'a key and an operator in another letter case',
      { ...NO_SSE_C, Condition: { null: { [SSE_C_KEY.toUpperCase()]: 'false' } } },
    ],
    ['a single key that is not a list', { ...ONE_KEY, Condition: withKeys(ONE_KEY, FOREIGN_KEY) }],
    [
      'its keys in reverse order',
      { ...KEYS, Condition: withKeys(KEYS, [...OWN_KEY.keyNames].reverse()) },
    ],
    [
      'its conditions in reverse order',
      { ...HEADER, Condition: reversed(HEADER.Condition as JsonObject) },
    ],
    ['its elements in reverse order', reversed(KEYS)],
  ])('%s', (_, statement) => {
    expect(isUnaltered(statement, BUCKET)).toBe(true)
  })
})

function withKeys({ Condition }: JsonObject, keys: Json): JsonObject {
  return { ...(Condition as JsonObject), StringNotEquals: { [KMS_KEY]: keys } }
}

function reversed(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).reverse())
}

const EVERY = [TLS, MINIMUM, NO_SSE_C, ALGORITHM, KEYS, HEADER]

const conditionsOf = ({ Condition }: JsonObject) => Condition as JsonObject
const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

/** Alterations by the owner, which make a statement the owner's. */
const ALTERATIONS: readonly (readonly [string, (one: JsonObject) => Json])[] = [
  ['another Sid', (one) => ({ ...one, Sid: 'Mine' })],
  ['no Sid', (one) => without(one, 'Sid')],
  ['the Sid of another control', (one) => ({ ...one, Sid: sidAfter(one.Sid as OwnSid) })],
  ['an Allow', (one) => ({ ...one, Effect: 'Allow' })],
  ['for a user', (one) => ({ ...one, Principal: { AWS: USER } })],
  ['for a service', (one) => ({ ...one, Principal: { Service: '*' } })],
  [
    'for everyone except a user',
    (one) => ({ ...without(one, 'Principal'), NotPrincipal: { AWS: USER } }),
  ],
  [
    'for an additional action',
    (one) => ({ ...one, Action: [one.Action as string, 's3:GetObjectAcl'] }),
  ],
  ['for another action', (one) => ({ ...one, Action: 's3:PutObjectAcl' })],
  [
    'for everything except an action',
    (one) => ({ ...without(one, 'Action'), NotAction: one.Action ?? null }),
  ],
  ['for a prefix', (one) => ({ ...one, Resource: `${ARN}/logs/*` })],
  ['for an additional bucket', (one) => ({ ...one, Resource: [ARN, OBJECTS, `${ARN}-2`] })],
  ['for another bucket', (one) => ({ ...one, Resource: [`${ARN}-2`, `${ARN}-2/*`] })],
  ['without conditions', (one) => without(one, 'Condition')],
  [
    'with an additional condition',
    (one) => ({
      ...one,
      Condition: { ...conditionsOf(one), StringLike: { 'aws:UserAgent': 'curl/*' } },
    }),
  ],
  [
    'with one condition less',
    (one) => ({
      ...one,
      Condition: Object.fromEntries(Object.entries(conditionsOf(one)).slice(1)),
    }),
  ],
  [
    'with `IfExists`',
    (one) => ({
      ...one,
      Condition: Object.fromEntries(
        Object.entries(conditionsOf(one)).map(([name, keys]) => [`${name}IfExists`, keys]),
      ),
    }),
  ],
  [
    'with other values',
    (one) => ({
      ...one,
      Condition: Object.fromEntries(
        Object.entries(conditionsOf(one)).map(([name, keys]) => [
          name,
          Object.fromEntries(Object.keys(keys as JsonObject).map((key) => [key, 'other'])),
        ]),
      ),
    }),
  ],
]

const sidAfter = (sid: OwnSid) => OWN_SIDS[(OWN_SIDS.indexOf(sid) + 1) % OWN_SIDS.length] ?? sid

describe.each(EVERY)('$Sid altered', (own) => {
  test.each(ALTERATIONS)('%s', (_, alter) => {
    expect(isUnaltered(alter(own), BUCKET)).toBe(false)
  })
})

describe('never written by Cooper', () => {
  test.each<[string, Json]>([
    ['another bucket’s statement', tlsOnlyStatement({ name: 'other', partition: 'aws' })],
    ['another partition’s statement', tlsOnlyStatement({ name: 'data', partition: 'aws-cn' })],
    [
      'an additional key, which the owner added',
      uploadKeyStatement(BUCKET, { ...OWN_KEY, keyNames: [...OWN_KEY.keyNames, OTHER_KEY] }),
    ],
    ['a Deny of all TLS', { ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['TLS 1.1', { ...MINIMUM, Condition: { NumericLessThan: { 's3:TlsVersion': '1.1' } } }],
    [
      'two versions',
      { ...MINIMUM, Condition: { NumericLessThan: { 's3:TlsVersion': ['1.2', '1.3'] } } },
    ],
    [
      'an algorithm that does not exist',
      {
        ...ALGORITHM,
        Condition: { ...conditionsOf(ALGORITHM), StringNotEquals: { [ALGORITHM_KEY]: 'aws:fsx' } },
      },
    ],
    [
      'two algorithms',
      {
        ...ALGORITHM,
        Condition: {
          ...conditionsOf(ALGORITHM),
          StringNotEquals: { [ALGORITHM_KEY]: ['AES256', 'aws:kms'] },
        },
      },
    ],
    [
      'a key with wildcards',
      {
        ...without(ONE_KEY, 'Condition'),
        Condition: {
          ...without(conditionsOf(ONE_KEY), 'StringNotEquals'),
          StringNotLike: { [KMS_KEY]: KEY },
        },
      },
    ],
    ['a text', 'CooperTlsOnly'],
    ['nothing', null],
    ['a statement with only a Sid', { Sid: 'CooperUploadKey' }],
    ['malformed conditions', { ...KEYS, Condition: 'x' }],
    ['a malformed list of keys', { ...KEYS, Condition: { StringNotEquals: [KEY] } }],
  ])('%s', (_, statement) => {
    expect(isUnaltered(statement, BUCKET)).toBe(false)
  })
})

describe('whether a statement is damaged, so that replacing it loses no other protection', () => {
  const NARROWINGS: readonly (readonly [string, (one: JsonObject) => Json])[] = [
    ['an Allow', (one) => ({ ...one, Effect: 'Allow' })],
    ['for a user', (one) => ({ ...one, Principal: { AWS: USER } })],
    ['for a prefix', (one) => ({ ...one, Resource: `${ARN}/logs/*` })],
    [
      'for a user’s folder',
      (one) => ({ ...one, Resource: [`${ARN}/\${aws:username}/*`, `${ARN}/public`] }),
    ],
    [
      'with an additional condition',
      (one) => ({
        ...one,
        Condition: { ...conditionsOf(one), StringLike: { 'aws:UserAgent': 'curl/*' } },
      }),
    ],
    [
      'several of these changes',
      (one) => ({ ...one, Principal: { AWS: USER }, Resource: `${ARN}/logs/*` }),
    ],
  ]

  const WIDENINGS: readonly (readonly [string, (one: JsonObject) => Json])[] = [
    ['another bucket', (one) => ({ ...one, Resource: [`${ARN}-2`, `${ARN}-2/*`] })],
    ['an additional bucket', (one) => ({ ...one, Resource: [OBJECTS, `${ARN}-2/*`] })],
    ['everything', (one) => ({ ...one, Resource: '*' })],
    ['a glob over both', (one) => ({ ...one, Resource: `${ARN}*` })],
    [
      'everything except a prefix',
      (one) => ({ ...without(one, 'Resource'), NotResource: `${ARN}/a/*` }),
    ],
    ['no condition', (one) => without(one, 'Condition')],
    [
      'another condition instead of one',
      (one) => ({ ...one, Condition: { StringLike: { 'aws:UserAgent': 'curl/*' } } }),
    ],
    ['a string instead of a statement', () => 'CooperTlsOnly'],
  ]

  describe.each(EVERY)('$Sid', (own) => {
    // The others may become obsolete and be removed, and with them the statements that they replaced.
    const isNeverRemoved = own.Sid === 'CooperTlsOnly'
    test.each(NARROWINGS)(`${isNeverRemoved ? 'damaged' : 'not damaged'}: %s`, (_, alter) => {
      expect(isDamaged(alter(own), own)).toBe(isNeverRemoved)
    })

    test.each(WIDENINGS)(
      "not damaged, since it is about more than Cooper's statement: %s",
      (_, alter) => {
        expect(isDamaged(alter(own), own)).toBe(false)
      },
    )
  })

  test.each<[string, JsonObject, boolean]>([
    ['some actions instead of all', { ...TLS, Action: ['s3:Get*', 's3:PutObject'] }, true],
    ['everything except some actions', { ...without(TLS, 'Action'), NotAction: 's3:Get*' }, true],
    ['in another letter case', { ...TLS, Action: 'S3:GETOBJECT', Effect: 'Allow' }, true],
    ['another action than uploads', { ...NO_SSE_C, Action: 's3:GetObject' }, false],
    ['more actions than uploads', { ...NO_SSE_C, Action: ['s3:PutObject', 's3:GetObject'] }, false],
    ['actions like uploads', { ...NO_SSE_C, Action: 's3:PutObject*' }, false],
    [
      'everything except some actions',
      { ...without(NO_SSE_C, 'Action'), NotAction: 's3:Get*' },
      false,
    ],
    [
      'the reversed condition',
      { ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      true,
    ],
    [
      'a Deny of all TLS under the Sid of the minimum',
      { ...MINIMUM, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      false,
    ],
    [
      'the reversed condition, where it is not required',
      { ...NO_SSE_C, Condition: { Null: { [SSE_C_KEY]: 'true' } } },
      false,
    ],
  ])('%s', (_, statement, damaged) => {
    const own = EVERY.find(({ Sid }) => Sid === statement.Sid)
    expect(own && isDamaged(statement, own)).toBe(damaged)
  })
})
