import { type Case, denyIf, policy, USER } from './case.ts'

/** A second condition narrows the Deny, unless every plain-HTTP request meets it. */
export const CONDITIONS: readonly Case[] = [
  [
    'not an AWS service: anonymous requests have no such key',
    policy(denyIf({ Bool: { 'aws:PrincipalIsAWSService': 'false' } })),
    false,
  ],
  [
    'not an AWS service, if the key exists',
    policy(denyIf({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } })),
    true,
  ],
  ['only an AWS service', policy(denyIf({ Bool: { 'aws:PrincipalIsAWSService': 'true' } })), false],
  [
    'outside a range of addresses',
    policy(denyIf({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
    false,
  ],
  ['all of IPv4', policy(denyIf({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })), false],
  [
    'all addresses, but only from the internet',
    policy(denyIf({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } })),
    false,
  ],
  [
    'all addresses, if the key exists',
    policy(denyIf({ IpAddressIfExists: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1', '::/0'] } })),
    true,
  ],
  ['an address as text', policy(denyIf({ StringNotLike: { 'aws:SourceIp': '10.*' } })), false],
  ['a malformed address', policy(denyIf({ NotIpAddress: { 'aws:SourceIp': 'office' } })), false],
  [
    'not through an endpoint',
    policy(denyIf({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })),
    false,
  ],
  ['not through a VPC', policy(denyIf({ Null: { 'aws:SourceVpc': 'true' } })), false],
  [
    'another organization',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } })),
    false,
  ],
  [
    'another account',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } })),
    false,
  ],
  [
    'not an administrator',
    policy(denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } })),
    false,
  ],
  [
    'not an administrator in any partition but aws',
    policy(denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*:role/admin' } })),
    true,
  ],
  [
    'not a bucket as the caller',
    policy(denyIf({ ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:s3:::data' } })),
    true,
  ],
  [
    'not a user name with a prefix',
    policy(denyIf({ StringNotEquals: { 'aws:username': 'analyst' } })),
    false,
  ],
  ['any user name', policy(denyIf({ StringLike: { 'aws:username': '*' } })), false],
  [
    'not a session of a role',
    policy(denyIf({ StringNotLike: { 'aws:userid': 'AROAEXAMPLE:*' } })),
    false,
  ],
  ['not a root user', policy(denyIf({ StringNotEquals: { 'aws:userid': '111122223333' } })), false],
  [
    'a user id that does not exist',
    policy(denyIf({ StringNotEquals: { 'aws:userid': 'nobody' } })),
    true,
  ],
  [
    'all types of caller except federated users',
    policy(
      denyIf({
        StringEquals: { 'aws:PrincipalType': ['Anonymous', 'User', 'AssumedRole', 'Account'] },
      }),
    ),
    false,
  ],
  [
    'all types of caller',
    policy(
      denyIf({
        StringEquals: {
          'aws:PrincipalType': ['Anonymous', 'User', 'AssumedRole', 'Account', 'FederatedUser'],
        },
      }),
    ),
    true,
  ],
  ['a tag', policy(denyIf({ StringNotEquals: { 'aws:PrincipalTag/tls': 'optional' } })), false],
  [
    'two tags',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalTag/a': '1', 'aws:PrincipalTag/b': '2' } })),
    false,
  ],
  ['a browser', policy(denyIf({ StringLike: { 'aws:UserAgent': '*Mozilla*' } })), false],
  [
    'until a day',
    policy(denyIf({ DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })),
    false,
  ],
  [
    'from the beginning of time: the key is always there, but AWS does not guarantee it',
    policy(denyIf({ DateGreaterThanEquals: { 'aws:EpochTime': '0' } })),
    'vague',
  ],
  [
    'only with a certain ACL',
    policy(denyIf({ StringEquals: { 's3:x-amz-acl': 'public-read' } })),
    false,
  ],
  [
    'some keys, if any',
    policy(denyIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })),
    false,
  ],
  [
    'any of some keys',
    policy(denyIf({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } })),
    false,
  ],
  // Without the key, no value meets the condition:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  [
    'any of all keys but one, or with a key: not without keys',
    policy(
      denyIf({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } }),
      denyIf({ Null: { 'aws:TagKeys': 'false' } }),
    ),
    false,
  ],
  [
    'all keys but one of a single-valued key, or with a key: also without it',
    policy(
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/t': ['a'] } }),
      denyIf({ Null: { 'aws:PrincipalTag/t': 'false' } }),
    ),
    true,
  ],
  [
    'except through a service: AWS does not document that one sends requests without TLS',
    policy(denyIf({ BoolIfExists: { 'aws:ViaAWSService': 'false' } })),
    'vague',
  ],
  [
    'a variable with the caller’s own value',
    policy(denyIf({ StringEquals: { 'aws:username': `\${aws:username}` } })),
    false,
  ],
  ['any text or none', policy(denyIf({ StringLikeIfExists: { 'aws:Referer': '*' } })), true],
  [
    'any text of some length',
    policy(denyIf({ StringLikeIfExists: { 'aws:Referer': '?*' } })),
    false,
  ],
  ['s3:TlsVersion does not exist', policy(denyIf({ Null: { 's3:TlsVersion': 'true' } })), true],
  ['negated and absent', policy(denyIf({ StringNotEquals: { 's3:TlsVersion': '1.3' } })), true],
  [
    'negated, if exists and absent',
    policy(denyIf({ NumericNotEqualsIfExists: { 's3:TlsVersion': '1.3' } })),
    true,
  ],
  [
    'the name of a service, which no other caller has',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalServiceName': 'x.amazonaws.com' } })),
    true,
  ],
  [
    'an ARN pattern that is not an ARN',
    policy(denyIf({ ArnNotLike: { 'aws:PrincipalArn': '*' } })),
    'vague',
  ],
  ['a user by ARN', policy(denyIf({ StringNotEquals: { 'aws:PrincipalArn': USER } })), false],
]
