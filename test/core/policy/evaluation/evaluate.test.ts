import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/core/policy/document.ts'
import { isAllowed, isDenied } from '../../../../src/core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import type { Request } from '../../../../src/core/policy/request.ts'
import { ARN, deny, HTTP, OBJECTS, old, policy, USER } from '../cases/case.ts'

const REQUEST: Request = {
  caller: { type: 'user', account: '111122223333', arn: USER, principalArn: USER },
  action: 's3:GetObject',
  resource: `${ARN}/analyst`,
  context: new Map([
    ['aws:securetransport', ['false']],
    ['aws:username', ['analyst']],
    ['aws:tagkeys', ['analyst', 'eve']],
  ]),
}

const home = (resource: string): Json => deny({ Resource: `${ARN}/${resource}` }) as Json
const notHome = (resource: string): Json => deny({ NotResource: `${ARN}/${resource}` }) as Json

/** Whether the request, with the given changes, is denied. */
const ROWS: readonly (readonly [string, Json, Partial<Request>, boolean])[] = [
  ['plain HTTP', policy(deny()), {}, true],
  ['TLS', policy(deny()), { context: new Map([['aws:securetransport', ['true']]]) }, false],
  ['a missing key, as in calls between services', policy(deny()), { context: new Map() }, false],
  ['another action', policy(deny({ Action: 's3:PutObject' })), {}, false],
  ['an action in another letter case', policy(deny({ Action: 'S3:getobject' })), {}, true],
  [
    'a bucket whose name has the same beginning',
    policy(deny({ Resource: OBJECTS })),
    { resource: `${ARN}2/x` },
    false,
  ],
  [
    'a second condition that does not hold',
    policy(deny({ Condition: { Bool: HTTP, Null: { 'aws:username': 'true' } } })),
    {},
    false,
  ],
  [
    'the caller’s own home folder',
    { Version: '2012-10-17', Statement: home(`\${aws:username}`) },
    {},
    true,
  ],
  [
    'no variables in the old version',
    { Version: '2008-10-17', Statement: home(`\${aws:username}`) },
    {},
    false,
  ],
  [
    'a key that resembles a variable',
    old(deny({ Resource: `${ARN}/\${aws:username}` })),
    { resource: `${ARN}/\${aws:username}` },
    true,
  ],
  [
    'a variable without a value',
    { Version: '2012-10-17', Statement: home(`\${aws:referer}`) },
    {},
    false,
  ],
  [
    'a negated variable without a value',
    { Version: '2012-10-17', Statement: notHome(`\${aws:referer}`) },
    {},
    true,
  ],
  [
    'a variable with several values',
    { Version: '2012-10-17', Statement: home(`\${aws:tagkeys}`) },
    {},
    false,
  ],
  [
    'a default for a variable without a value',
    { Version: '2012-10-17', Statement: home(`\${aws:referer, 'analyst'}`) },
    {},
    true,
  ],
]

describe('one request', () => {
  test.each(ROWS)('%s', (_, document, changes, denied) => {
    expect(isDenied(parsePolicy(document), { ...REQUEST, ...changes })).toBe(denied)
  })

  test('an Allow allows and a Deny denies', () => {
    const allows = parsePolicy(policy(deny({ Effect: 'Allow' })))
    expect([isAllowed(allows, REQUEST), isDenied(allows, REQUEST)]).toEqual([true, false])
    const denies = parsePolicy(policy(deny()))
    expect([isAllowed(denies, REQUEST), isDenied(denies, REQUEST)]).toEqual([false, true])
  })
})
