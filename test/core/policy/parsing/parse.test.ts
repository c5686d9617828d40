import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/core/policy/document.ts'
import { parsePolicy, parsePolicyText } from '../../../../src/core/policy/parsing/parse.ts'
import {
  isPolicyError,
  type PolicyError,
} from '../../../../src/core/policy/parsing/policy-error.ts'
import { deny, policy } from '../cases/case.ts'

const without = (name: string): Json => {
  const { [name]: _, ...rest } = deny()
  return { Statement: [rest] }
}

const MALFORMED: readonly (readonly [string, unknown, string, string])[] = [
  ['a list instead of an object', [], '', 'it must be an object, not a list'],
  ['a missing policy', undefined, '', 'it must be an object, not missing'],
  ['a field S3 does not know', { statement: [] }, '', 'it has an unknown field "statement"'],
  [
    'a version that does not exist',
    { Version: '2012-10-18', Statement: [] },
    'Version',
    'Version must be "2012-10-17" or "2008-10-17", not "2012-10-18"',
  ],
  ['an id that is not a string', { Id: 1, Statement: [] }, 'Id', 'Id must be a string, not 1'],
  ['a missing statement', {}, 'Statement', 'Statement must be an object, not missing'],
  [
    'a statement that is not an object',
    { Statement: ['x'] },
    'Statement[0]',
    'Statement[0] must be an object, not "x"',
  ],
  [
    'an effect in lower case',
    policy(deny(), deny({ Effect: 'deny' })),
    'Statement[1].Effect',
    'Statement[1].Effect must be "Allow" or "Deny", not "deny"',
  ],
  [
    'a missing effect',
    without('Effect'),
    'Statement[0].Effect',
    'Statement[0].Effect must be "Allow" or "Deny", not missing',
  ],
  [
    'a missing principal',
    without('Principal'),
    'Statement[0].Principal',
    'Statement[0].Principal is missing',
  ],
  ['a missing action', without('Action'), 'Statement[0].Action', 'Statement[0].Action is missing'],
  [
    'a missing resource',
    without('Resource'),
    'Statement[0].Resource',
    'Statement[0].Resource is missing',
  ],
  [
    'Action and NotAction',
    { Statement: { ...deny(), NotAction: '*' } },
    'Statement',
    'Statement must not have both Action and NotAction',
  ],
  [
    'Principal and NotPrincipal',
    { Statement: { ...deny(), NotPrincipal: '*' } },
    'Statement',
    'Statement must not have both Principal and NotPrincipal',
  ],
  [
    'an unknown element',
    policy({ ...deny(), Conditions: {} }),
    'Statement[0]',
    'Statement[0] has an unknown field "Conditions"',
  ],
  [
    '__proto__ as a field',
    JSON.parse('{"Statement":[{"__proto__":1}]}'),
    'Statement[0]',
    'Statement[0] has an unknown field "__proto__"',
  ],
  [
    'an empty list of actions',
    policy(deny({ Action: [] })),
    'Statement[0].Action',
    'Statement[0].Action must not be an empty list',
  ],
  [
    'an action without a service',
    policy(deny({ Action: ['s3:*', 'GetObject'] })),
    'Statement[0].Action[1]',
    'Statement[0].Action[1] must be "*" or like "s3:GetObject", not "GetObject"',
  ],
  [
    'every action of every service',
    policy(deny({ Action: '*:*' })),
    'Statement[0].Action',
    'Statement[0].Action must be "*" or like "s3:GetObject", not "*:*"',
  ],
  [
    'a wildcard in the service of an action',
    policy(deny({ NotAction: ['s3:*', 's?:GetObject'] })),
    'Statement[0].NotAction[1]',
    'Statement[0].NotAction[1] must be "*" or like "s3:GetObject", not "s?:GetObject"',
  ],
  [
    'a wildcard in the service of an ARN',
    policy(deny({ Resource: 'arn:aws:*:::data' })),
    'Statement[0].Resource',
    'Statement[0].Resource must be "*" or an ARN of six parts with a service, not "arn:aws:*:::data"',
  ],
  [
    'a variable in the service of an ARN',
    policy(deny({ NotResource: [`arn:aws:\${aws:PrincipalTag/service}:::data`] })),
    'Statement[0].NotResource[0]',
    `Statement[0].NotResource[0] must be "*" or an ARN of six parts with a service, not "arn:aws:\${aws:PrincipalTag/service}:::data"`,
  ],
  [
    'a resource that is not an ARN',
    policy(deny({ Resource: 'data/*' })),
    'Statement[0].Resource',
    'Statement[0].Resource must be "*" or an ARN of six parts with a service, not "data/*"',
  ],
  [
    'a list within a list',
    policy(deny({ Resource: [['*']] })),
    'Statement[0].Resource[0]',
    'Statement[0].Resource[0] must be a string, not a list',
  ],
  [
    'a principal that is a plain name',
    policy(deny({ Principal: 'analyst' })),
    'Statement[0].Principal',
    'Statement[0].Principal must be "*" or an object such as {"AWS": "*"}, not "analyst"',
  ],
  [
    'an empty principal',
    policy(deny({ Principal: {} })),
    'Statement[0].Principal',
    'Statement[0].Principal must name somebody',
  ],
  [
    'an unknown type of principal',
    policy(deny({ Principal: { aws: '*' } })),
    'Statement[0].Principal',
    'Statement[0].Principal has an unknown field "aws"',
  ],
  [
    'a wildcard within a principal',
    policy(deny({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } })),
    'Statement[0].Principal.AWS',
    'Statement[0].Principal.AWS must be "*", an account or the ARN of a user or role, not "arn:aws:iam::111122223333:user/*"',
  ],
  [
    'a group',
    policy(deny({ Principal: { AWS: ['*', 'arn:aws:iam::111122223333:group/x'] } })),
    'Statement[0].Principal.AWS[1]',
    'Statement[0].Principal.AWS[1] must be "*", an account or the ARN of a user or role, not "arn:aws:iam::111122223333:group/x"',
  ],
  [
    'an unknown operator',
    policy(deny({ Condition: { StringEqual: {} } })),
    'Statement[0].Condition',
    'Statement[0].Condition has an unknown operator "StringEqual"',
  ],
  [
    'constructor as an operator',
    policy(deny({ Condition: { constructor: {} } })),
    'Statement[0].Condition',
    'Statement[0].Condition has an unknown operator "constructor"',
  ],
  [
    'Null with IfExists',
    policy(deny({ Condition: { NullIfExists: {} } })),
    'Statement[0].Condition',
    'Statement[0].Condition has an unknown operator "NullIfExists"',
  ],
  [
    'an unknown quantifier',
    policy(deny({ Condition: { 'ForNoValues:Bool': {} } })),
    'Statement[0].Condition',
    'Statement[0].Condition has an unknown operator "ForNoValues:Bool"',
  ],
  [
    'a key without a service',
    policy(deny({ Condition: { Bool: { SecureTransport: 'x' } } })),
    'Statement[0].Condition.Bool',
    'Statement[0].Condition.Bool has an invalid condition key "SecureTransport"',
  ],
  [
    'a value that is an object',
    policy(deny({ Condition: { Bool: { 'aws:x': [{}] } } })),
    'Statement[0].Condition.Bool.aws:x[0]',
    'Statement[0].Condition.Bool.aws:x[0] must be a string, number or boolean, not an object',
  ],
  [
    'a null',
    policy(deny({ Condition: null })),
    'Statement[0].Condition',
    'Statement[0].Condition must be an object, not null',
  ],
]

function errorOf(read: () => unknown): PolicyError {
  try {
    read()
  } catch (error) {
    if (isPolicyError(error)) return error
    throw error
  }
  throw new Error('It should not have been parsed')
}

describe('a policy that S3 would not store', () => {
  test.each(MALFORMED)('%s', (_, document, path, message) => {
    const error = errorOf(() => parsePolicy(document))
    expect(error).toMatchObject({ code: 'MalformedPolicy', path })
    expect(error.message).toBe(`Cannot read policy: ${message}`)
  })

  test('text that is not JSON', () => {
    expect(errorOf(() => parsePolicyText('{')).message).toBe('Cannot read policy: it is not JSON')
  })

  test('text with control characters for a terminal', () => {
    const name = `\u001b[2J\u202e"${'x'.repeat(200)}`
    const { message } = errorOf(() => parsePolicy({ [name]: 1 }))
    expect(message).toMatch(/^[ -~]{1,160}$/)
  })

  test('more than S3 could ever give back', () => {
    const huge = policy(...Array.from({ length: 2000 }, () => deny()))
    expect(errorOf(() => parsePolicy(huge)).message).toMatch(
      /^Cannot read policy: it has 3\d{5} characters without spaces, which no policy in S3 can have$/,
    )
  })

  test('extreme nesting', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const text = `{"Statement":[],"Id":${deep}}`
    expect(errorOf(() => parsePolicyText(text)).code).toBe('MalformedPolicy')
  })
})

describe('a field that one object has twice, of which JSON.parse would keep the last', () => {
  const twice = (field: string, value: string): string =>
    JSON.stringify(policy(deny(), deny())).replace(
      `"${field}":`,
      `"${field}" :${value}, "${field.replace(/^./, (first) => `\\u00${first.charCodeAt(0).toString(16)}`)}":`,
    )

  test.each<[field: string, value: string, where: string]>([
    ['Version', '"2012-10-17"', 'it'],
    ['Statement', '[]', 'it'],
    ['Effect', '"Allow"', 'Statement[0]'],
    ['Condition', '{}', 'Statement[0]'],
    ['Bool', '{"a:b":["x,{[\\"", "]"]}', 'Statement[0].Condition'],
    ['aws:SecureTransport', '"true"', 'Statement[0].Condition.Bool'],
  ])('%s', (field, value, where) => {
    const { message } = errorOf(() => parsePolicyText(twice(field, value)))
    expect(message).toBe(`Cannot read policy: ${where} has the field "${field}" twice`)
  })

  test('in the second statement', () => {
    const text = `{"Statement":[${JSON.stringify(deny())},{"Sid":"a","Sid":"b"}]}`
    expect(errorOf(() => parsePolicyText(text)).path).toBe('Statement[1]')
  })

  test('the same field in two objects is not twice', () => {
    const document = policy(deny(), deny())
    expect(parsePolicyText(JSON.stringify(document)).document).toEqual(document)
  })
})

describe('the output of `aws s3api get-bucket-policy`', () => {
  test('is unwrapped', () => {
    const document = policy(deny())
    const text = JSON.stringify({ Policy: JSON.stringify(document) }, undefined, 2)
    expect(parsePolicyText(text).document).toEqual(document)
  })

  test('is refused with another field', () => {
    const text = JSON.stringify({ Policy: '{}', Statement: [] })
    expect(errorOf(() => parsePolicyText(text)).message).toContain('unknown field "Policy"')
  })

  test('is refused where the policy within is no JSON', () => {
    expect(errorOf(() => parsePolicyText('{"Policy":"x"}')).message).toContain('is not JSON')
  })
})

describe('a policy that S3 stores', () => {
  test('every element becomes a list of strings', () => {
    const Condition = { 'foranyvalue:numericequalsIFEXISTS': { 'S3:Max-Keys': [1, true, 'x'] } }
    const [statement] = parsePolicy({ Statement: deny({ Sid: 'A b', Condition }) }).statements
    expect(statement).toMatchObject({
      sid: 'A b',
      actions: { negated: false, patterns: ['s3:*'] },
      principals: { negated: false, principals: [{ type: 'AWS', value: '*' }] },
      conditions: [
        {
          operator: 'NumericEquals',
          quantifier: 'ForAnyValue',
          ifExists: true,
          key: 's3:max-keys',
          values: ['1', 'true', 'x'],
        },
      ],
    })
  })

  test.each([
    '111122223333',
    'arn:aws-us-gov:iam::111122223333:root',
    'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX',
    'arn:aws:sts::111122223333:assumed-role/ops/me@example.com',
    'arn:aws:sts::111122223333:federated-user/analyst',
    'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E123',
    'AROAEXAMPLEEXAMPLE123',
  ])('the principal %s', (AWS) => {
    const { statements } = parsePolicy(policy(deny({ Principal: { AWS } })))
    expect(statements[0]?.principals.principals).toEqual([{ type: 'AWS', value: AWS }])
  })

  test('the document itself is kept', () => {
    const document = policy(deny())
    expect(parsePolicy(document).document).toBe(document)
  })
})

test('a number that JSON cannot represent exactly is refused, since writing it would change it', () => {
  const Condition = { NumericLessThan: { 's3:max-keys': 2 ** 60 } }
  expect(() => parsePolicy(policy(deny({ Condition })))).toThrow(
    'Statement[0].Condition.NumericLessThan.s3:max-keys is a number too large',
  )
})
