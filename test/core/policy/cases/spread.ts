import { ARN, type Case, deny, denyIf, OBJECTS, OPS, policy, USER } from './case.ts'

const RANGE = { 'aws:SourceIp': '203.0.113.0/24' }
const TAG = { 'aws:PrincipalTag/a': ['1', '2'] }
const ADMIN = { 'aws:PrincipalArn': ['arn:aws:iam::*:role/admin*', USER] }
const KEYS = { 'aws:TagKeys': ['a', 'b'] }
const LIMIT = { 's3:max-keys': '10' }
const DAY = '2031-01-01T00:00:00Z'
const PREFIXES = Array.from({ length: 81 }, (_, index) => `${ARN}/part-${index}-*`)
const WORDS = Array.from({ length: 40 }, (_, index) => (index + 40).toString(9).replace(/^./, 'x'))

/** Enforcement spread over statements, complete or with a gap. */
export const SPREAD: readonly Case[] = [
  [
    'the bucket in one, objects in another',
    policy(deny({ Resource: ARN }), deny({ Resource: OBJECTS })),
    true,
  ],
  [
    'a prefix, and everything but the prefix',
    policy(deny({ Resource: `${ARN}/a*` }), deny({ NotResource: `${ARN}/a*` })),
    true,
  ],
  [
    'a prefix, and everything but a wider one',
    policy(deny({ Resource: `${ARN}/ab*` }), deny({ NotResource: `${ARN}/a*` })),
    false,
  ],
  [
    'a wider prefix, and everything but a narrower one',
    policy(deny({ Resource: `${ARN}/a*` }), deny({ NotResource: `${ARN}/ab*` })),
    true,
  ],
  [
    'keys with an x and keys without',
    policy(deny({ Resource: `${ARN}/*x*` }), deny({ NotResource: `${ARN}/*x*` })),
    true,
  ],
  [
    'keys with an x, and everything except those with an x and a y',
    policy(
      deny({ Resource: `${ARN}/*x*` }),
      deny({ NotResource: [`${ARN}/*x*y*`, `${ARN}/*y*x*`] }),
    ),
    true,
  ],
  [
    'keys with an x before a y, and everything except those with both',
    policy(
      deny({ Resource: `${ARN}/*x*y*` }),
      deny({ NotResource: [`${ARN}/*x*y*`, `${ARN}/*y*x*`] }),
    ),
    false,
  ],
  [
    'reads, and everything except reads',
    policy(deny({ Action: 's3:Get*' }), deny({ NotAction: 's3:get*' })),
    true,
  ],
  [
    'reads, and everything except reads and lists',
    policy(deny({ Action: 's3:Get*' }), deny({ NotAction: ['s3:Get*', 's3:List*'] })),
    false,
  ],
  [
    'reads of objects, and everything except reads',
    policy(deny({ Action: 's3:Get*', Resource: OBJECTS }), deny({ NotAction: 's3:Get*' })),
    false,
  ],
  [
    'a user, and everyone except the user',
    policy(deny({ Principal: { AWS: USER } }), deny({ NotPrincipal: { AWS: USER } })),
    true,
  ],
  [
    'an account, and everyone except the account',
    policy(
      deny({ Principal: { AWS: '111122223333' } }),
      deny({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }),
    ),
    true,
  ],
  [
    'an account, and everyone except two',
    policy(
      deny({ Principal: { AWS: '111122223333' } }),
      deny({ NotPrincipal: { AWS: ['111122223333', '222233334444'] } }),
    ),
    false,
  ],
  [
    'an account, and everyone except a user of it',
    policy(deny({ Principal: { AWS: '111122223333' } }), deny({ NotPrincipal: { AWS: USER } })),
    true,
  ],
  [
    'a user, and everyone except the account',
    policy(deny({ Principal: { AWS: USER } }), deny({ NotPrincipal: { AWS: '111122223333' } })),
    false,
  ],
  [
    'a role, and everyone except a session of it',
    policy(
      deny({ Principal: { AWS: OPS } }),
      deny({ NotPrincipal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ops/s' } }),
    ),
    false,
  ],
  [
    'a session, and everyone except it',
    policy(
      deny({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ops/s' } }),
      deny({ NotPrincipal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ops/s' } }),
    ),
    true,
  ],
  [
    'a session, and everyone except its role',
    policy(
      deny({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ops/s' } }),
      deny({ NotPrincipal: { AWS: OPS } }),
    ),
    false,
  ],
  [
    'a range of addresses, and all others',
    policy(denyIf({ IpAddress: RANGE }), denyIf({ NotIpAddress: RANGE })),
    true,
  ],
  [
    'a range of addresses, and all outside a wider one',
    policy(
      denyIf({ IpAddress: RANGE }),
      denyIf({ NotIpAddress: { 'aws:SourceIp': '203.0.112.0/23' } }),
    ),
    false,
  ],
  [
    'two halves of IPv4, IPv6 and all VPCs: depends on keys that come together',
    policy(
      denyIf({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }),
      denyIf({ IpAddress: { 'aws:SourceIp': '::/0' } }),
      denyIf({ Null: { 'aws:SourceVpce': 'false' } }),
    ),
    'vague',
  ],
  [
    'the internet, and addresses in a VPC of IPv4',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'false' } }),
      denyIf({ IpAddress: { 'aws:VpcSourceIp': '0.0.0.0/0' } }),
    ),
    false,
  ],
  [
    'one endpoint, and all others',
    policy(
      denyIf({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }),
      denyIf({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    ),
    true,
  ],
  [
    'a tag, and not the tag',
    policy(denyIf({ StringEquals: TAG }), denyIf({ StringNotEquals: TAG })),
    true,
  ],
  [
    'a tag, and the tag does not exist',
    policy(denyIf({ StringEquals: TAG }), denyIf({ Null: { 'aws:PrincipalTag/a': 'true' } })),
    false,
  ],
  [
    'a tag in any letter case, and not the tag',
    policy(
      denyIf({ StringEqualsIgnoreCase: { 'aws:PrincipalTag/a': 'X' } }),
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/a': ['x', 'X'] } }),
    ),
    true,
  ],
  [
    'a tag, and not the tag in any letter case',
    policy(
      denyIf({ StringEquals: { 'aws:PrincipalTag/a': 'X' } }),
      denyIf({ StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/a': 'x' } }),
    ),
    false,
  ],
  [
    'administrators, and all others',
    policy(denyIf({ ArnLike: ADMIN }), denyIf({ ArnNotLike: ADMIN })),
    true,
  ],
  [
    'users, roles and callers without an ARN',
    policy(
      denyIf({
        StringLike: {
          'aws:PrincipalArn': ['*:user/*', '*:role/*', '*:root', '*:federated-user/*'],
        },
      }),
      denyIf({ Null: { 'aws:PrincipalArn': 'true' } }),
    ),
    true,
  ],
  [
    'users and roles, and callers without an ARN',
    policy(
      denyIf({
        StringLike: { 'aws:PrincipalArn': ['*:user/*', '*:role/*', '*:federated-user/*'] },
      }),
      denyIf({ Null: { 'aws:PrincipalArn': 'true' } }),
    ),
    false,
  ],
  [
    'a user’s name, and ARNs that do not end in it',
    policy(
      denyIf({ StringEquals: { 'aws:username': 'analyst' } }),
      denyIf({
        ArnNotLike: {
          'aws:PrincipalArn': ['arn:aws:iam::*:user/analyst', 'arn:aws:iam::*:user/*/analyst'],
        },
      }),
    ),
    true,
  ],
  [
    'a user’s name, and ARNs without it: the path of a role may look like a user',
    policy(
      denyIf({ StringEquals: { 'aws:username': 'analyst' } }),
      denyIf({ StringNotLike: { 'aws:PrincipalArn': ['*:user/analyst', '*:user/*/analyst'] } }),
    ),
    false,
  ],
  [
    'a user’s name, and ARNs that have it',
    policy(
      denyIf({ StringEquals: { 'aws:username': 'analyst' } }),
      denyIf({ StringNotLike: { 'aws:PrincipalArn': '*/analyst/*' } }),
    ),
    false,
  ],
  [
    'an account, and ARNs of others',
    policy(
      denyIf({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } }),
      denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:*::111122223333:*' } }),
    ),
    true,
  ],
  [
    'anonymous callers, and those with an account',
    policy(
      denyIf({ StringEquals: { 'aws:PrincipalType': 'Anonymous' } }),
      denyIf({ Null: { 'aws:PrincipalAccount': 'false' } }),
    ),
    true,
  ],
  [
    'an organization, and no organization: depends on keys that come together',
    policy(
      denyIf({ Null: { 'aws:PrincipalOrgID': 'false' } }),
      denyIf({ Null: { 'aws:PrincipalOrgPaths': 'true' } }),
    ),
    'vague',
  ],
  [
    'some tag keys, and any other',
    policy(
      denyIf({ 'ForAllValues:StringEquals': KEYS }),
      denyIf({ 'ForAnyValue:StringNotEquals': KEYS }),
    ),
    true,
  ],
  [
    'only some tag keys, and none of them',
    policy(
      denyIf({ 'ForAllValues:StringEquals': KEYS }),
      denyIf({ 'ForAllValues:StringNotEquals': KEYS }),
    ),
    false,
  ],
  [
    'up to ten, and more',
    policy(denyIf({ NumericLessThanEqualsIfExists: LIMIT }), denyIf({ NumericGreaterThan: LIMIT })),
    true,
  ],
  [
    'less than ten, and more',
    policy(denyIf({ NumericLessThanIfExists: LIMIT }), denyIf({ NumericGreaterThan: LIMIT })),
    false,
  ],
  [
    'until a day, and from then on: depends on a key that is always there',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': DAY } }),
      denyIf({ DateGreaterThanEquals: { 'aws:CurrentTime': DAY } }),
    ),
    'vague',
  ],
  [
    'until a day, and from then on or without a clock',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': DAY } }),
      denyIf({ DateGreaterThanEqualsIfExists: { 'aws:CurrentTime': DAY } }),
    ),
    true,
  ],
  [
    'tag keys that are not one, and tag keys that are not another: several may be both',
    policy(
      denyIf({ StringNotEquals: { 'aws:TagKeys': 'a' } }),
      denyIf({ StringNotEquals: { 'aws:TagKeys': 'b' } }),
    ),
    false,
  ],
  [
    'only one tag key, and not it: several may be mixed',
    policy(
      denyIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }),
      denyIf({ StringNotEquals: { 'aws:TagKeys': 'a' } }),
    ),
    false,
  ],
  [
    'all values like this, all values unlike it: AWS documents no such key',
    policy(
      denyIf({ 'ForAllValues:StringLike': { 'example:Names': 'a*' } }),
      denyIf({ 'ForAllValues:StringNotLike': { 'example:Names': 'a*' } }),
    ),
    'vague',
  ],
  [
    'not one of no values, which AWS does not document',
    policy(denyIf({ StringNotEquals: { 'aws:UserAgent': [] } })),
    'vague',
  ],
  [
    'until a day, and after its first second',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': DAY } }),
      denyIf({ DateGreaterThan: { 'aws:CurrentTime': DAY } }),
    ),
    false,
  ],
  [
    'until a day by one clock, and from then on by the other: depends on keys that are always there',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': DAY } }),
      denyIf({ NumericGreaterThanEquals: { 'aws:EpochTime': '1924992000' } }),
    ),
    'vague',
  ],
  [
    'second factor, and none or unknown',
    policy(
      denyIf({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      denyIf({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
    ),
    true,
  ],
  [
    'second factor, and none',
    policy(
      denyIf({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      denyIf({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
    ),
    false,
  ],
  [
    'four corners of two keys',
    policy(
      denyIf({ StringEquals: { ...TAG, 'aws:UserAgent': 'x' } }),
      denyIf({ StringEquals: TAG, StringNotEquals: { 'aws:UserAgent': 'x' } }),
      denyIf({ StringNotEquals: TAG, StringEquals: { 'aws:UserAgent': 'x' } }),
      denyIf({ StringNotEquals: { ...TAG, 'aws:UserAgent': 'x' } }),
    ),
    true,
  ],
  [
    'three corners of two keys',
    policy(
      denyIf({ StringEquals: { ...TAG, 'aws:UserAgent': 'x' } }),
      denyIf({ StringEquals: TAG, StringNotEquals: { 'aws:UserAgent': 'x' } }),
      denyIf({ StringNotEquals: TAG, StringEquals: { 'aws:UserAgent': 'x' } }),
    ),
    false,
  ],
  [
    'an Allow in the place of a part',
    policy(deny({ Resource: ARN }), { ...deny({ Resource: OBJECTS }), Effect: 'Allow' }),
    false,
  ],
  [
    'one of three texts, where one contradicts itself and the others need each other',
    policy(
      denyIf({ StringNotEquals: { 'aws:UserAgent': 'x', 'aws:Referer': 'x', 's3:prefix': 'x' } }),
      denyIf({ StringEquals: { 'aws:UserAgent': 'x' }, StringNotEquals: { 's3:x-amz-acl': 'x' } }),
      denyIf({ StringEquals: { 'aws:UserAgent': 'x', 's3:x-amz-acl': 'x' } }),
      denyIf({ StringEquals: { 'aws:Referer': 'x' }, StringNotEquals: { 's3:prefix': 'x' } }),
      denyIf({ StringEquals: { 's3:prefix': 'x' }, StringNotEquals: { 'aws:Referer': 'x' } }),
    ),
    false,
  ],
  [
    'requests through no VPC, and requests from an address in one: depends on keys that come together',
    policy(
      denyIf({ Null: { 'aws:SourceVpc': 'true' } }),
      denyIf({ Null: { 'aws:VpcSourceIp': 'false' } }),
    ),
    'vague',
  ],
  [
    'a user, and everyone with another ARN',
    policy(
      deny({ Principal: { AWS: USER } }),
      denyIf({ ArnNotLike: { 'aws:PrincipalArn': USER } }),
    ),
    true,
  ],
  [
    'until a day by one clock, and after its first second by the other',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': DAY } }),
      denyIf({ NumericGreaterThan: { 'aws:EpochTime': '1924992000' } }),
    ),
    false,
  ],
  [
    'all addresses but the last of IPv4',
    policy(
      denyIf({
        IpAddressIfExists: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3', '::/0'] },
      }),
    ),
    false,
  ],
  [
    'all addresses but the one before a range',
    policy(
      denyIf({ NotIpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/30' } }),
      denyIf({ IpAddressIfExists: { 'aws:SourceIp': ['10.0.0.0', '10.0.0.2/31'] } }),
    ),
    false,
  ],
  [
    'all addresses but the four lowest of IPv4',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'true' } }),
      denyIf({ IpAddress: { 'aws:SourceIp': ['::/0', '0.0.0.4/30', '0.0.0.8/29'] } }),
      denyIf({
        IpAddress: {
          'aws:SourceIp': Array.from({ length: 28 }, (_, bit) => {
            const first = 2 ** (bit + 4)
            return `${[24, 16, 8, 0].map((by) => Math.floor(first / 2 ** by) % 256).join('.')}/${28 - bit}`
          }),
        },
      }),
    ),
    false,
  ],
  [
    'all addresses but those of one network',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'true' } }),
      denyIf({ NotIpAddress: { 'aws:SourceIp': '10.20.30.40/32' } }),
    ),
    false,
  ],
  [
    'keys with a colon by a glob that reaches over parts, and all others',
    policy(deny({ Resource: [ARN, 'arn:aws*:::data/*:*'] }), deny({ NotResource: `${ARN}/*:*` })),
    'vague',
  ],
  [
    'all except keys with a colon, by a glob that reaches over parts',
    policy(deny({ NotResource: 'arn:aws*:::data/*:*' })),
    'vague',
  ],
  [
    'a home folder, where keys and names with the same beginning are denied',
    policy(
      denyIf({ Null: { 'aws:username': 'true' } }),
      deny({ Resource: [ARN, `${ARN}/a*`] }),
      deny({ NotResource: [ARN, `${ARN}/\${aws:username}/*`] }),
    ),
    false,
  ],
  [
    'a home folder of one user, and everyone else',
    policy(
      denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/eve' } }),
      deny({ NotResource: `${ARN}/\${aws:username}/*` }),
    ),
    false,
  ],
  [
    'two accounts, one of them only for objects, and everyone else',
    policy(
      deny({ Principal: { AWS: '111122223333' } }),
      deny({ Principal: { AWS: '222233334444' }, Resource: OBJECTS }),
      deny({ NotPrincipal: { AWS: ['111122223333', '222233334444'] } }),
    ),
    false,
  ],
  [
    'eighty prefixes, and everything except the eighty',
    policy(
      ...PREFIXES.slice(1).map((arn) => deny({ Resource: arn })),
      deny({ NotResource: PREFIXES.slice(1) }),
    ),
    true,
  ],
  [
    'eighty prefixes, and everything except these and one more',
    policy(
      ...PREFIXES.slice(1).map((arn) => deny({ Resource: arn })),
      deny({ NotResource: PREFIXES }),
    ),
    false,
  ],
  [
    'all values of a key but one, for one word and for another',
    policy(
      denyIf({ StringNotEquals: { 'aws:UserAgent': 'a' } }),
      denyIf({ StringNotEquals: { 'aws:UserAgent': 'b' } }),
    ),
    true,
  ],
  [
    'forty statements, each for all texts but those with another word',
    policy(...WORDS.map((word) => denyIf({ StringNotLike: { 'aws:UserAgent': `*${word}*` } }))),
    false,
  ],
  [
    'forty statements, each for all keys but those with another word',
    policy(...WORDS.map((word) => deny({ NotResource: `${ARN}/*${word}?*` }))),
    false,
  ],
]
