import { ARN, type Case, deny, denyIf, HTTP, OPS, policy } from './case.ts'

const TAG_EXISTS = { 'aws:PrincipalTag/t': 'false' }
const OAI = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'

/** Which requests have which context keys. Each group names AWS's page. */
export const KEYS: readonly Case[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
  // "only when the call to your resource is made directly by an AWS service principal"
  ...[
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:s3:::other'],
    ['StringNotEquals', 'aws:SourceAccount', '111122223333'],
    ['StringNotEquals', 'aws:SourceOrgID', 'o-abc'],
    ['ForAllValues:StringNotLike', 'aws:SourceOrgPaths', 'o-abc/*'],
  ].map(
    ([operator = '', key = '', value = '']): Case => [
      `not for a service that acts for ${key} ${value}`,
      policy(denyIf({ [operator]: { [key]: value } })),
      true,
    ],
  ),
  ['only for a service', policy(denyIf({ ArnLike: { 'aws:SourceArn': 'arn:aws:*' } })), false],

  // The same page: "always included in the request context"
  ...[
    'aws:CurrentTime',
    'aws:EpochTime',
    'aws:RequestedRegion',
    'aws:ResourceAccount',
    'aws:UserAgent',
    'aws:ViaAWSService',
  ].map(
    (key): Case => [
      `only with ${key}, which is always there`,
      policy(denyIf({ Null: { [key]: 'false' } })),
      'vague',
    ],
  ),
  [
    'only with an address: through a VPC endpoint there is none',
    policy(denyIf({ Null: { 'aws:SourceIp': 'false' } })),
    false,
  ],
  [
    'only with an address or a VPC',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'false' } }),
      denyIf({ Null: { 'aws:SourceVpc': 'false' } }),
    ),
    'vague',
  ],

  // By this page "anonymous", by an older one absent: what rests on it is not proven.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount
  ['only with an account', policy(denyIf({ Null: { 'aws:PrincipalAccount': 'false' } })), 'vague'],
  [
    'only with an account or without a name',
    policy(
      denyIf({ StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } }),
      denyIf({ StringEquals: { 'aws:userid': 'anonymous' } }),
    ),
    'vague',
  ],
  [
    'except for anonymous callers by their account, or without an account',
    policy(
      denyIf({ StringNotEquals: { 'aws:PrincipalAccount': 'anonymous' } }),
      denyIf({ StringNotLike: { 'aws:PrincipalAccount': '*' } }),
    ),
    'vague',
  ],
  [
    'except for anonymous callers by their type, which their user id may repeat',
    policy(
      denyIf({ StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } }),
      denyIf({ StringEqualsIgnoreCase: { 'aws:PrincipalType': `\${aws:userid}` } }),
    ),
    'vague',
  ],
  [
    'except for anonymous callers by another user id',
    policy(denyIf({ StringNotEquals: { 'aws:userid': 'nobody' } })),
    true,
  ],
  [
    'only for anonymous callers by their account: others have another',
    policy(denyIf({ StringEquals: { 'aws:PrincipalAccount': 'anonymous' } })),
    false,
  ],

  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
  // An identity of CloudFront sends plain HTTP. AWS does not document the keys of its requests.
  [
    'except for an identity of CloudFront, by StringNotEquals',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalArn': OAI } })),
    'vague',
  ],
  [
    'except for identities of CloudFront, by ArnNotLike',
    policy(denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::cloudfront:user/*' } })),
    'vague',
  ],
  [
    'except for identities of CloudFront, in two statements',
    policy(
      denyIf({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::cloudfront:user/CloudFront*' } }),
      denyIf({ StringNotLike: { 'aws:PrincipalArn': '*Identity E1' } }),
    ),
    'vague',
  ],
  [
    'except for an identity of CloudFront, and for all others',
    policy(
      denyIf({ ArnNotLike: { 'aws:PrincipalArn': OAI } }),
      denyIf({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::cloudfront:user/*' } }),
    ),
    true,
  ],

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#cross-service-condition-keys
  ...[
    ['ArnNotLike', 'aws:ChatbotSourceArn', 'arn:aws:chatbot::*:chat-configuration/*'],
    ['ArnNotLike', 'ssm:SourceInstanceArn', 'arn:aws:ec2:*:*:instance/i-1'],
    ['StringNotEquals', 'glue:CredentialIssuingService', 'glue.amazonaws.com'],
    ['ArnNotLike', 'codebuild:ProjectArn', 'arn:aws:codebuild:*:*:project/x'],
    ['StringNotEquals', 'identitystore:UserId', 'u-1'],
    ['StringNotEquals', 'accounts.google.com:sub', '1'],
  ].flatMap(([operator = '', key = '', value = '']): Case[] => [
    [
      `except for sessions of a role with ${key}`,
      policy(denyIf({ [operator]: { [key]: value } })),
      false,
    ],
    [
      `except for other callers with ${key} than sessions of a role`,
      policy(
        denyIf({ [operator]: { [key]: value } }),
        denyIf({ StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }),
      ),
      'vague',
    ],
  ]),
  [
    'except with a key that AWS does not document',
    policy(denyIf({ StringNotEquals: { 'example:Name': 'x' } })),
    'vague',
  ],
  [
    'only with a key that AWS does not document',
    policy(denyIf({ StringEquals: { 'example:Name': 'x' } })),
    false,
  ],

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  [
    'except for a prefix of a list',
    policy(denyIf({ StringNotLike: { 's3:prefix': 'public/*' } })),
    false,
  ],
  [
    'except for a prefix, which only lists have, and every list',
    policy(
      denyIf({ StringNotLike: { 's3:prefix': 'public/*' } }),
      deny({ Action: 's3:List*', Resource: ARN }),
    ),
    'vague',
  ],
  [
    'except for a version with a prefix, which no action has both of',
    policy(
      denyIf({ StringNotEquals: { 's3:VersionId': 'v1' } }),
      denyIf({ StringNotEquals: { 's3:prefix': 'x' } }),
    ),
    'vague',
  ],
  [
    'except for a copy of an object',
    policy(denyIf({ StringNotLike: { 's3:x-amz-copy-source': 'other/*' } })),
    false,
  ],

  // "Every Region is in exactly one partition":
  // https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
  [
    'except in a region',
    policy(denyIf({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } })),
    false,
  ],
  [
    'except in a region of another partition than that of the bucket',
    policy(denyIf({ StringNotLike: { 'aws:RequestedRegion': 'cn-*' } })),
    'vague',
  ],
  [
    'in one region, and in all others',
    policy(
      denyIf({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
      denyIf({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
    ),
    true,
  ],

  // https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
  [
    'by all three types of authentication, or by none',
    policy(
      denyIf({ StringEquals: { 's3:authType': ['REST-HEADER', 'REST-QUERY-STRING', 'POST'] } }),
      denyIf({ Null: { 's3:authType': 'true' } }),
    ),
    true,
  ],
  [
    'by two types of authentication, or by none',
    policy(
      denyIf({ StringEquals: { 's3:authType': ['REST-HEADER', 'REST-QUERY-STRING'] } }),
      denyIf({ Null: { 's3:authType': 'true' } }),
    ),
    false,
  ],
  [
    'by any type of authentication but one that does not exist',
    policy(denyIf({ StringNotEquals: { 's3:authType': 'REST-BODY' } })),
    true,
  ],

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
  [
    'except for a role, whose session has its ARN',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalArn': OPS } })),
    false,
  ],

  // "… or if the context key value resolves to a null dataset, such as an empty string":
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  [
    'a tag, and no empty tag: an empty one may count as none',
    policy(denyIf({ Null: TAG_EXISTS }), denyIf({ StringNotEquals: { 'aws:PrincipalTag/t': '' } })),
    'vague',
  ],
  [
    'a tag, and no tag: an empty one is one of them',
    policy(denyIf({ Null: TAG_EXISTS }), denyIf({ Null: { 'aws:PrincipalTag/t': 'true' } })),
    true,
  ],
  [
    'a tag or none but an empty one',
    policy(
      denyIf({ Null: { 'aws:PrincipalTag/t': 'true' } }),
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/t': '' } }),
    ),
    'vague',
  ],
  [
    'every tag but an empty one, without a look at whether it exists',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalTag/t': '' } })),
    false,
  ],
  [
    'an empty text, for which another condition may count as false or not: another statement decides',
    policy(
      denyIf({ StringNotEquals: { 'aws:Referer': '' } }),
      denyIf({ Null: { 'aws:Referer': 'false' }, StringNotEquals: { 'aws:UserAgent': 'x' } }),
      deny({
        Resource: `${ARN}/any-object`,
        Condition: { Bool: HTTP, StringNotEquals: { 's3:prefix': [] } },
      }),
    ),
    false,
  ],
  [
    'every list of tag keys but one with other keys than two: one other key is enough',
    policy(
      denyIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }),
      denyIf({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'b' } }),
    ),
    false,
  ],
  [
    'everybody but a caller with an empty id, which nobody has',
    policy(denyIf({ StringNotEquals: { 'aws:userid': '' } })),
    true,
  ],
  [
    'lists of up to five objects and of six or more: no list is in between',
    policy(
      denyIf({ NumericLessThanEqualsIfExists: { 's3:max-keys': 5 } }),
      denyIf({ NumericGreaterThanEqualsIfExists: { 's3:max-keys': 6 } }),
    ),
    'vague',
  ],
  [
    'lists of five objects, and of fewer than a thousand',
    policy(
      denyIf({ NumericEquals: { 's3:max-keys': 5 } }),
      denyIf({ NumericLessThanIfExists: { 's3:max-keys': 1000 } }),
    ),
    false,
  ],
  [
    'a tag that a set operator compares, and no tag: for set operators an empty one is none',
    policy(
      denyIf({ Null: TAG_EXISTS, 'ForAnyValue:StringNotEquals': { 'aws:PrincipalTag/t': 'x' } }),
      denyIf({ StringEquals: { 'aws:PrincipalTag/t': 'x' } }),
      denyIf({ Null: { 'aws:PrincipalTag/t': 'true' } }),
    ),
    'vague',
  ],
  [
    'only a list of tag keys that is not empty, and no others than an empty one',
    policy(
      denyIf({ 'ForAllValues:StringLike': { 'aws:TagKeys': '?*' } }),
      denyIf({ 'ForAnyValue:StringLike': { 'aws:TagKeys': '?*' } }),
    ),
    'vague',
  ],
]
