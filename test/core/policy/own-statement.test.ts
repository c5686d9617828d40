import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { tlsOnlyStatement, withOwnStatement } from '../../../src/core/policy/own-statement.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { plainHttp } from '../../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../../src/core/policy/undenied.ts'
import { almostRight } from './almost-right.ts'
import { ARN, deny, OBJECTS, policy, USER } from './cases/case.ts'

const OURS = tlsOnlyStatement({ name: 'data', partition: 'aws' })
const OTHER = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: OBJECTS,
}
const add = (document: JsonObject | undefined): JsonObject => withOwnStatement(document, OURS)
const spoilt = (changes: JsonObject): JsonObject => ({ ...OURS, ...changes })

describe('our statement in a policy', () => {
  test('is the one AWS recommends, in the bucket’s partition', () => {
    expect(tlsOnlyStatement({ name: 'b', partition: 'aws-cn' })).toEqual({
      Sid: 'CooperTlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws-cn:s3:::b', 'arn:aws-cn:s3:::b/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
  })

  test('is all of a policy where there was none', () => {
    expect(add(undefined)).toEqual({ Version: '2012-10-17', Statement: [OURS] })
  })

  test('comes last, and everything else stays as it was', () => {
    const before = JSON.parse(
      `{"Statement":[${JSON.stringify(OTHER)}],"Id":"x","Version":"2008-10-17"}`,
    )
    const after = add(before)
    expect(after).toEqual({ Statement: [OTHER, OURS], Id: 'x', Version: '2008-10-17' })
    expect(Object.keys(after)).toEqual(['Statement', 'Id', 'Version'])
    expect((after.Statement as JsonObject[])[0]).toBe(before.Statement[0])
  })

  test('makes a list of a single statement, and gives no version', () => {
    expect(add({ Statement: OTHER })).toEqual({ Statement: [OTHER, OURS] })
  })

  const SAME: readonly (readonly [string, JsonObject])[] = [
    ['under its Sid', OURS],
    ['without Sid', deny()],
    ['under another Sid', { ...deny(), Sid: 'AllowSSLRequestsOnly' }],
    [
      'as S3 may give it back',
      deny({ Principal: { AWS: '*' }, Action: ['s3:*'], Resource: [OBJECTS, ARN] }),
    ],
    [
      'in other letter case',
      deny({ Action: 'S3:*', Condition: { bool: { 'AWS:securetransport': [false] } } }),
    ],
  ]

  test.each(SAME)('is not added where it stands already: %s', (_, same) => {
    const document = policy(OTHER, same)
    expect(add(document)).toBe(document)
  })

  test.each(SAME)('what is taken for it denies plain HTTP: %s', (_, same) => {
    const found = findUndenied(
      parsePolicy(policy(same)),
      plainHttp({ name: 'data', partition: 'aws' }),
    )
    expect(found.type).toBe('denied')
  })

  test('is added beside one that says False, since nobody documents what that means', () => {
    const capital = deny({ Condition: { Bool: { 'aws:SecureTransport': 'False' } } })
    expect(add(policy(capital))).toEqual(policy(capital, OURS))
  })

  test('is not added to the same statement twice', () => {
    const document = policy(deny(), deny())
    expect(add(document)).toBe(document)
  })

  const DAMAGED: readonly (readonly [string, JsonObject])[] = [
    ['made an Allow', spoilt({ Effect: 'Allow' })],
    ['for one user only', spoilt({ Principal: { AWS: USER } })],
    ['for reads only', spoilt({ Action: 's3:Get*' })],
    ['for objects only', spoilt({ Resource: OBJECTS })],
    [
      'narrowed by a second condition',
      spoilt({
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          StringEquals: { 'aws:username': 'x' },
        },
      }),
    ],
    ['the wrong way round', spoilt({ Condition: { Bool: { 'aws:securetransport': 'true' } } })],
    ['for one user and some objects', spoilt({ Resource: `${ARN}/a/*`, Principal: { AWS: USER } })],
  ]

  test.each(DAMAGED)('is mended in its place: %s', (_, damaged) => {
    expect(add(policy(OTHER, damaged, OTHER))).toEqual(policy(OTHER, OURS, OTHER))
  })

  const FOREIGN: readonly (readonly [string, JsonObject])[] = [
    ['an Allow', { ...OTHER, Sid: 'CooperTlsOnly' }],
    [
      'a Deny of something else',
      spoilt({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-x' } } }),
    ],
    [
      'a Deny of all requests',
      spoilt({ Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } } }),
    ],
    [
      'a Deny where the key is absent, too',
      spoilt({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }),
    ],
    [
      'a fence around an organisation',
      spoilt({
        Condition: {
          BoolIfExists: { 'aws:SecureTransport': 'true' },
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-x' },
        },
      }),
    ],
    ['a statement on another bucket', spoilt({ Resource: [ARN, 'arn:aws:s3:::x/*'] })],
    ['a Deny without condition for a user', { ...OTHER, Effect: 'Deny', Sid: 'CooperTlsOnly' }],
  ]

  test.each(FOREIGN)('leaves what is somebody else’s under its Sid: %s', (_, foreign) => {
    expect(add(policy(foreign))).toEqual(policy(foreign, { ...OURS, Sid: 'CooperTlsOnly2' }))
  })

  test('takes the first free Sid', () => {
    const foreign = { ...OTHER, Sid: 'CooperTlsOnly' }
    const second = { ...OTHER, Sid: 'CooperTlsOnly2' }
    expect(add(policy(foreign, second))).toEqual(
      policy(foreign, second, { ...OURS, Sid: 'CooperTlsOnly3' }),
    )
  })

  test('is mended once where it is damaged twice', () => {
    const damaged = spoilt({ Action: 's3:Get*' })
    expect(add(policy(damaged, damaged))).toEqual(policy(OURS, damaged))
  })

  const sids = fc.constantFrom(undefined, 'CooperTlsOnly', 'CooperTlsOnly2', 'Read')
  const documents = fc
    .tuple(almostRight, fc.array(sids, { maxLength: 8 }))
    .map(([statements, names]) =>
      policy(
        ...statements.map((one, index) => (names[index] ? { ...one, Sid: names[index] } : one)),
      ),
    )

  test('twice is as good as once', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const once = add(document)
        expect(add(once)).toBe(once)
      }),
    )
  })

  test('no statement is lost, and at most one of our own is replaced', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = document.Statement as JsonObject[]
        const after = add(document).Statement as JsonObject[]
        const changed = before.filter((statement, index) => after[index] !== statement)
        expect(changed.length).toBeLessThanOrEqual(1)
        for (const { Sid } of changed) expect(Sid).toMatch(/^CooperTlsOnly/)
        expect(after.length - before.length + changed.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
