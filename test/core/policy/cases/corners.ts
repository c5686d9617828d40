import { ARN, type Case, deny, denyIf, policy } from './case.ts'

const ACCOUNT = '111122223333'
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/R/S`

/** Each row covers one corner of the decision that no other row covers. */
export const CORNERS: readonly Case[] = [
  // The key of an object is any UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
  ...['\n', '\u0000', '\u007f', '\u0085', '\u{1f600}'].map(
    (character): Case => [
      `everything except an object with U+${character.codePointAt(0)?.toString(16)} in its key`,
      policy(deny({ NotResource: `${ARN}/a${character}b` })),
      false,
    ],
  ),
  [
    'everything except an object whose key no UTF-8 can encode',
    policy(deny({ NotResource: `${ARN}/a\ud800` })),
    true,
  ],
  [
    'every object by its characters, and everything except those with a lone surrogate',
    policy(deny({ Resource: `${ARN}/?*` }), deny({ NotResource: `${ARN}/*\udfff*` })),
    true,
  ],
  [
    'every user agent but one with a line break, which a header cannot have',
    policy(denyIf({ StringNotEquals: { 'aws:UserAgent': 'a\nb' } })),
    'vague',
  ],
  [
    'everybody but a user whose name has characters that no name of IAM has',
    policy(
      denyIf({ StringNotLike: { 'aws:PrincipalArn': '*:user/*§*' } }),
      denyIf({ StringNotLike: { 'aws:PrincipalArn': '*:user/*¶*' } }),
    ),
    true,
  ],
  [
    'everybody but the callers of an account, and this account',
    policy(
      denyIf({ StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:*` } }),
      deny({ Principal: { AWS: ACCOUNT } }),
    ),
    true,
  ],
  [
    'every user agent but those with two letters, and the two letters in any case',
    policy(
      denyIf({ StringNotLike: { 'aws:UserAgent': '*A*' } }),
      denyIf({ StringNotLike: { 'aws:UserAgent': '*B*' } }),
      denyIf({ StringEqualsIgnoreCase: { 'aws:UserAgent': 'ab' } }),
    ),
    false,
  ],
  [
    'a moment by its text',
    policy(denyIf({ StringNotLike: { 'aws:CurrentTime': '2031-05-05T13:37:*' } })),
    'vague',
  ],
  [
    'until a day, from that day on, or without this key and not at one moment of the other clock',
    policy(
      denyIf({ DateLessThan: { 'aws:CurrentTime': '2031-05-05T00:00:00Z' } }),
      denyIf({ DateGreaterThanEquals: { 'aws:CurrentTime': '2031-05-05T00:00:00Z' } }),
      denyIf({
        Null: { 'aws:CurrentTime': 'true' },
        NumericNotEqualsIfExists: { 'aws:EpochTime': 100 },
      }),
    ),
    'vague',
  ],
  [
    'numbers by their text and by their size',
    policy(
      denyIf({ StringNotLike: { 's3:max-keys': '*7' }, NumericLessThan: { 's3:max-keys': 10 } }),
    ),
    false,
  ],
  [
    'numbers by their text or by their size',
    policy(
      denyIf({ StringNotLike: { 's3:max-keys': '*7' } }),
      denyIf({ NumericLessThan: { 's3:max-keys': 10 } }),
    ),
    'vague',
  ],
  [
    'an account as a number',
    policy(denyIf({ NumericNotEquals: { 'aws:PrincipalAccount': '999988887777' } })),
    'vague',
  ],
  [
    'an account, and everyone except it, except its federated users',
    policy(
      deny({ NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
      deny({
        Principal: { AWS: ACCOUNT },
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          StringNotLike: { 'aws:PrincipalArn': `arn:aws:sts::${ACCOUNT}:federated-user/*` },
        },
      }),
    ),
    false,
  ],
  [
    'everyone except a session, whose role may have a path',
    policy(
      deny({
        NotPrincipal: { AWS: SESSION },
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
        },
      }),
      denyIf({ StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*/R` } }),
    ),
    false,
  ],
  [
    'addresses of version 6 by their text',
    policy(denyIf({ StringNotLike: { 'aws:SourceIp': '2001:db8:??::*9' } })),
    false,
  ],
  [
    'everyone except an identity of CloudFront',
    policy(
      deny({
        NotPrincipal: {
          AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
        },
      }),
    ),
    'vague',
  ],
  [
    'services in the call chain: none of one kind, or none of another',
    policy(
      denyIf({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': 'a.amazonaws.com' } }),
      denyIf({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': 'b.amazonaws.com' } }),
    ),
    'vague',
  ],
  [
    'not made through a service, or without a list of the services: one with a list is made through one',
    policy(
      denyIf({ Bool: { 'aws:ViaAWSService': 'true' } }),
      denyIf({ Null: { 'aws:CalledVia': 'true' } }),
    ),
    'vague',
  ],
  [
    'the same with the first service of the list',
    policy(
      denyIf({ Bool: { 'aws:ViaAWSService': 'true' } }),
      denyIf({ Null: { 'aws:CalledViaFirst': 'true' } }),
    ),
    'vague',
  ],
  [
    'made through a service that is not in the list, or with no list',
    policy(
      denyIf({ Bool: { 'aws:ViaAWSService': 'false' } }),
      denyIf({ Null: { 'aws:CalledVia': 'false' } }),
    ),
    'vague',
  ],
  [
    'no address, no VPC, or an address in a VPC',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'true' } }),
      denyIf({ Null: { 'aws:SourceVpc': 'true' } }),
      denyIf({ Null: { 'aws:VpcSourceIp': 'false' } }),
    ),
    'vague',
  ],
  [
    'several values of a key without a set operator, and their negation',
    policy(
      denyIf({ StringEquals: { 'aws:CalledVia': 'a.amazonaws.com' } }),
      denyIf({ StringNotEquals: { 'aws:CalledVia': 'a.amazonaws.com' } }),
    ),
    'vague',
  ],
  [
    'the same with a key of an identity provider',
    policy(
      denyIf({ StringEquals: { 'saml:eduPersonAffiliation': 'staff' } }),
      denyIf({ StringNotEquals: { 'saml:eduPersonAffiliation': 'staff' } }),
    ),
    'vague',
  ],
  [
    'everyone without a user name, and users',
    policy(
      denyIf({ Null: { 'aws:username': 'true' } }),
      denyIf({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }),
    ),
    true,
  ],
  [
    'everyone except "anonymous", which AWS may use as the name of an anonymous caller',
    policy(denyIf({ StringNotEquals: { 'aws:userid': 'anonymous' } })),
    'vague',
  ],
]
