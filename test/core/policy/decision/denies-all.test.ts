import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { searchRequest } from '../../../../src/core/policy/decision/attempt.ts'
import { deniesAll } from '../../../../src/core/policy/decision/denies-all.ts'
import { newLook } from '../../../../src/core/policy/decision/look.ts'
import type { JsonObject, Policy } from '../../../../src/core/policy/document.ts'
import { scopeOf } from '../../../../src/core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import { PRESENT } from '../../../../src/core/policy/request-class.ts'
import { plainHttp } from '../../../../src/core/requests/plain-http.ts'
import { cases } from '../../../support/cases.ts'
import { ARN, almostRight, BUCKET, document, enforcing } from '../almost-right.ts'

const REQUESTS = plainHttp(BUCKET)

const isPlain = ({ statements, version }: Policy): boolean =>
  statements.some((one) => deniesAll(one, REQUESTS, scopeOf(version, new Map(), 'least')))

const HTTP = { 'aws:SecureTransport': 'false' }
const CANONICAL: JsonObject = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [ARN, `${ARN}/*`],
  Condition: { Bool: HTTP },
}
const ROLE = 'arn:aws:iam::111122223333:role/ops'

describe('a statement that clearly denies all plain HTTP', () => {
  test.each<[string, JsonObject]>([
    ["AWS's documented statement", {}],
    ['more principals than everyone', { Principal: { AWS: ['*', ROLE] } }],
    ['every action of every service', { Action: '*' }],
    ['every resource', { Resource: '*' }],
    ['another bucket too', { Resource: [ARN, `${ARN}/*`, 'arn:aws:s3:::other'] }],
    ['a key in another letter case', { Condition: { Bool: { 'AWS:securetransport': false } } }],
    [
      'a TLS version, which plain HTTP lacks',
      { Condition: { Bool: HTTP, Null: { 's3:TlsVersion': 'true' } } },
    ],
  ])('%s', (_, change) => {
    expect(isPlain(parsePolicy(document([{ ...CANONICAL, ...change }])))).toBe(true)
  })

  const { Principal: _, Action: __, Resource: ___, ...bare } = CANONICAL
  test.each<[string, JsonObject]>([
    ['an Allow', { ...CANONICAL, Effect: 'Allow' }],
    ['a role only', { ...CANONICAL, Principal: { AWS: ROLE } }],
    ['a service only', { ...CANONICAL, Principal: { Service: 'logging.s3.amazonaws.com' } }],
    ['all services only', { ...CANONICAL, Principal: { Service: '*' } }],
    [
      'everyone except a role',
      { ...bare, Action: 's3:*', Resource: '*', NotPrincipal: { AWS: ROLE } },
    ],
    [
      'everyone except everyone',
      { ...bare, Action: 's3:*', Resource: '*', NotPrincipal: { AWS: '*' } },
    ],
    ['some actions', { ...CANONICAL, Action: 's3:Get*' }],
    ['everything except some actions', { ...bare, Principal: '*', Resource: '*', NotAction: '*' }],
    ['the bucket without its objects', { ...CANONICAL, Resource: ARN }],
    ['the objects without the bucket', { ...CANONICAL, Resource: `${ARN}/*` }],
    [
      'everything except all resources',
      { ...bare, Principal: '*', Action: 's3:*', NotResource: '*' },
    ],
    ['over TLS', { ...CANONICAL, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    [
      'a key that the class does not determine',
      { ...CANONICAL, Condition: { Bool: HTTP, StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
    ],
    [
      'a TLS version',
      { ...CANONICAL, Condition: { Bool: HTTP, Null: { 's3:TlsVersion': 'false' } } },
    ],
    [
      'a variable, which depends on the caller',
      {
        ...CANONICAL,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's syntax
        Condition: { StringEquals: { 'aws:SecureTransport': "${aws:username, 'false'}" } },
      },
    ],
  ])('is not: %s', (_, statement) => {
    expect(isPlain(parsePolicy(document([statement])))).toBe(false)
  })

  test('is not one with a key of which the class only says that it exists', () => {
    const context = new Map([['aws:securetransport', PRESENT]])
    const { statements, version } = parsePolicy(document([CANONICAL]))
    const scope = scopeOf(version, new Map(), 'least')
    expect(statements.some((one) => deniesAll(one, { ...REQUESTS, context }, scope))).toBe(false)
  })

  test('the search finds the same, in every interpretation of how context keys depend on each other', () => {
    fc.assert(
      fc.property(fc.oneof(enforcing, almostRight), (statements) => {
        const policy = parsePolicy(document(statements))
        fc.pre(isPlain(policy))
        for (const ties of ['documented', 'loose'] as const) {
          const view = { reading: 'least', variables: 'weakened', ties } as const
          const { type } = searchRequest(policy, REQUESTS, view, newLook(Number.POSITIVE_INFINITY))
          expect(type).toBe('denied')
        }
      }),
      { numRuns: cases(200) },
    )
  })
})
