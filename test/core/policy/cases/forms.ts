import { ARN, type Case, deny, HTTP, OBJECTS, old, policy, USER } from './case.ts'

const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS }
const secureOnly = { ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }

/** The forms of a policy, and the elements beside the Deny. */
export const FORMS: readonly Case[] = [
  ["AWS's documented statement", policy(deny()), true, true],
  ['one statement that is not in a list', { Version: '2012-10-17', Statement: deny() }, true, true],
  ['no statements', policy(), false],
  ['no version', { Statement: [deny()] }, true, true],
  ['the old version', old(deny()), true, true],
  ['an id beside it', { Id: 'x', ...policy(deny()) }, true, true],
  [
    'a boolean false',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': false } } })),
    true,
    true,
  ],
  [
    'a list of one',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })),
    true,
    true,
  ],
  [
    'true or false: everything is denied',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } } })),
    true,
  ],
  [
    'False with a capital',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'False' } } })),
    'vague',
  ],
  [
    'the key in lower case',
    policy(deny({ Condition: { Bool: { 'aws:securetransport': 'false' } } })),
    true,
    true,
  ],
  [
    'the key in capitals',
    policy(deny({ Condition: { Bool: { 'AWS:SECURETRANSPORT': 'false' } } })),
    true,
    true,
  ],
  ['the operator in lower case', policy(deny({ Condition: { bool: HTTP } })), true, true],
  ['no condition: everything is denied', policy(deny({ Condition: {} })), true],
  [
    'the reversed condition',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    false,
  ],
  [
    'a value that is neither',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'no' } } })),
    false,
  ],
  ['BoolIfExists', policy(deny({ Condition: { BoolIfExists: HTTP } })), true],
  ['ForAnyValue', policy(deny({ Condition: { 'ForAnyValue:Bool': HTTP } })), true],
  ['ForAllValues', policy(deny({ Condition: { 'ForAllValues:Bool': HTTP } })), true],
  ['StringEquals false', policy(deny({ Condition: { StringEquals: HTTP } })), true],
  [
    'StringEquals False: text has letter case',
    policy(deny({ Condition: { StringEquals: { 'aws:SecureTransport': 'False' } } })),
    false,
  ],
  [
    'StringEqualsIgnoreCase False',
    policy(deny({ Condition: { StringEqualsIgnoreCase: { 'aws:SecureTransport': 'FALSE' } } })),
    true,
  ],
  [
    'StringNotEquals true',
    policy(deny({ Condition: { StringNotEquals: { 'aws:SecureTransport': 'true' } } })),
    true,
  ],
  [
    'StringLike f*',
    policy(deny({ Condition: { StringLike: { 'aws:SecureTransport': 'f*' } } })),
    true,
  ],
  [
    'Null true: the key is always there',
    policy(deny({ Condition: { Null: { 'aws:SecureTransport': 'true' } } })),
    false,
  ],
  [
    'Null false: everything is denied',
    policy(deny({ Condition: { Null: { 'aws:SecureTransport': 'false' } } })),
    true,
  ],
  ['only an Allow for TLS: identity policies still allow HTTP', policy(secureOnly), false],
  ['an Allow for everyone beside the Deny', policy(allow, deny()), true, true],
  ["Cooper's Sid on an Allow", policy({ ...deny(), Sid: 'CooperTlsOnly', Effect: 'Allow' }), false],
  [
    "Cooper's Sid on a narrowed Deny",
    policy({ ...deny({ Principal: { AWS: USER } }), Sid: 'CooperTlsOnly' }),
    false,
  ],
  ['a Sid with spaces', policy({ ...deny(), Sid: 'Deny plain HTTP' }), true, true],
  ['one Sid twice', policy({ ...allow, Sid: 'A' }, { ...deny(), Sid: 'A' }), true, true],
  ['the same statement twice', policy(deny(), deny()), true, true],
  [
    'two hundred statements before it',
    policy(...Array.from({ length: 100 }, () => allow), deny()),
    true,
    true,
  ],
  [
    'only s3:TlsVersion, which plain HTTP lacks',
    policy(deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })),
    false,
  ],
  [
    's3:TlsVersion if it exists',
    policy(deny({ Condition: { NumericLessThanIfExists: { 's3:TlsVersion': 1.2 } } })),
    true,
  ],
  ['no s3:TlsVersion', policy(deny({ Condition: { Null: { 's3:TlsVersion': true } } })), true],
  [
    'NumericNotEquals on the absent s3:TlsVersion',
    policy(deny({ Condition: { NumericNotEquals: { 's3:TlsVersion': '1.3' } } })),
    true,
  ],
  [
    'TLS and an old version in one condition block',
    policy(
      deny({
        Condition: {
          Bool: { 'aws:SecureTransport': 'true' },
          NumericLessThan: { 's3:TlsVersion': '1.2' },
        },
      }),
    ),
    false,
  ],
  [
    'no TLS and an old version in one condition block',
    policy(deny({ Condition: { Bool: HTTP, NumericLessThan: { 's3:TlsVersion': '1.2' } } })),
    false,
  ],
  [
    'two statements, one for each',
    policy(deny(), deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })),
    true,
    true,
  ],
  [
    'another partition’s ARNs',
    policy(deny({ Resource: ['arn:aws-cn:s3:::data', 'arn:aws-cn:s3:::data/*'] })),
    false,
  ],
  [
    'the statement of another bucket',
    policy(deny({ Resource: [`${ARN}-2`, `${ARN}-2/*`] })),
    false,
  ],
]
