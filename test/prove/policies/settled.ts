import type { JsonObject } from '../../../src/core/policy/document.ts'
import { ARN, deny, denyIf, HTTP, policy, USER } from '../../core/policy/cases/case.ts'

/** The page that settled what Cooper and the solver disagreed on, and what it says. */
export type Settled = readonly [
  reason: string,
  page: string,
  expected: 'denied' | 'undenied' | 'open',
  document: JsonObject,
]

const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const KEYS = `${IAM}/reference_policies_condition-keys.html`
const ACTIONS =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html'

const OPERATORS = `${IAM}/reference_policies_elements_condition_operators.html`
const SEVERAL = `${IAM}/reference_policies_condition-logic-multiple-context-keys-or-values.html`
const SET_OPERATORS = `${IAM}/reference_policies_condition-single-vs-multi-valued-context-keys.html`
const NOT_PRINCIPAL = `${IAM}/reference_policies_elements_notprincipal.html`
const RESOURCE = `${IAM}/reference_policies_elements_resource.html`
const OWNER = 'arn:aws:iam::111122223333:root'
const IDENTITY = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'

export const SETTLED: readonly Settled[] = [
  [
    'object keys hold any character, a line break, too',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
    'undenied',
    policy(deny({ NotResource: `${ARN}/a\nb` })),
  ],
  [
    'the source of a call comes with service principals only',
    `${KEYS}#condition-keys-sourcearn`,
    'denied',
    policy(denyIf({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::source' } })),
  ],
  [
    'tag keys come only with actions that tag',
    ACTIONS,
    'denied',
    policy(
      deny({ NotAction: ['s3:TagResource', 's3:UntagResource', 's3:CreateBucket'] }),
      denyIf({ Null: { 'aws:TagKeys': 'false' } }),
      deny({ Action: ['s3:TagResource', 's3:UntagResource', 's3:CreateBucket'] }),
    ),
  ],
  [
    'every request has an address or comes through an endpoint',
    `${KEYS}#condition-keys-sourceip`,
    'denied',
    policy(
      denyIf({ Null: { 'aws:SourceIp': 'false' } }),
      denyIf({ Null: { 'aws:SourceVpce': 'false' } }),
    ),
  ],
  [
    'a prefix comes only with lists, so a listing gets through, and no object',
    ACTIONS,
    'undenied',
    policy(denyIf({ StringNotLike: { 's3:prefix': 'public/*' } })),
  ],
  [
    'object keys hold no half of a surrogate pair',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
    'denied',
    policy(deny({ NotResource: `${ARN}/a\ud800` })),
  ],
  [
    'every request has a user agent',
    `${KEYS}#condition-keys-useragent`,
    'denied',
    policy(denyIf({ StringLike: { 'aws:UserAgent': '*' } })),
  ],
  [
    'every request has a time',
    `${KEYS}#condition-keys-epochtime`,
    'denied',
    policy(denyIf({ DateGreaterThanEquals: { 'aws:EpochTime': '0' } })),
  ],
  [
    'the keys of an endpoint come together',
    `${KEYS}#condition-keys-vpcsourceip`,
    'denied',
    policy(
      denyIf({ Null: { 'aws:SourceVpc': 'true' } }),
      denyIf({ Null: { 'aws:VpcSourceIp': 'false' } }),
    ),
  ],
  [
    'a * at the end of a part of an ARN reaches over colons',
    RESOURCE,
    'denied',
    policy(deny({ Resource: [ARN, 'arn:aws*:::data/*:*'] }), deny({ NotResource: `${ARN}/*:*` })),
  ],
  [
    'an account in NotPrincipal may spare its callers, or not',
    NOT_PRINCIPAL,
    'open',
    policy(
      deny({ NotPrincipal: { AWS: OWNER } }),
      deny({
        Principal: { AWS: '111122223333' },
        Condition: {
          Bool: HTTP,
          StringNotLike: { 'aws:PrincipalArn': 'arn:aws:sts::111122223333:federated-user/*' },
        },
      }),
    ),
  ],
  [
    'a user in NotPrincipal is spared with the account',
    NOT_PRINCIPAL,
    'undenied',
    policy(deny({ NotPrincipal: { AWS: [USER, OWNER] } })),
  ],
  [
    'a negated operator matches where a variable has no value',
    `${IAM}/reference_policies_variables.html#policy-vars-no-value`,
    'denied',
    policy(denyIf({ StringNotEquals: { 'aws:UserAgent': `\${aws:PrincipalServiceName}` } })),
  ],
  [
    'without the key, no value meets a condition on any value, negated or not',
    SEVERAL,
    'undenied',
    policy(
      denyIf({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } }),
      denyIf({ Null: { 'aws:TagKeys': 'false' } }),
    ),
  ],
  [
    'a user may have the name of the bucket',
    `${IAM}/reference_policies_variables.html`,
    'undenied',
    policy(deny({ NotResource: `arn:aws:s3:::\${aws:username}/*` })),
  ],
  [
    'an absent key makes IfExists true, with a set operator, too',
    `${OPERATORS}#Conditions_IfExists`,
    'denied',
    policy(denyIf({ 'ForAnyValue:NumericLessThanIfExists': { 's3:TlsVersion': '1.2' } })),
  ],
  [
    'a negated operator is a NOR: a second tag key does not change that',
    SEVERAL,
    'undenied',
    policy(
      denyIf({ StringNotEquals: { 'aws:TagKeys': 'a' } }),
      denyIf({ StringNotEquals: { 'aws:TagKeys': 'b' } }),
    ),
  ],
  [
    'one of several values may be enough, or not',
    SEVERAL,
    'open',
    policy(
      denyIf({ StringEquals: { 'aws:CalledVia': 'a.amazonaws.com' } }),
      denyIf({ StringNotEquals: { 'aws:CalledVia': 'a.amazonaws.com' } }),
    ),
  ],
  [
    'a call through a service is one',
    `${KEYS}#condition-keys-viaawsservice`,
    'denied',
    policy(
      denyIf({ Null: { 'aws:CalledVia': 'true' } }),
      denyIf({ Bool: { 'aws:ViaAWSService': 'true' } }),
    ),
  ],
  [
    'a call through a service may be one through another',
    `${KEYS}#condition-keys-calledvia`,
    'undenied',
    policy(
      denyIf({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': 'a.amazonaws.com' } }),
      denyIf({ 'ForAllValues:StringNotEquals': { 'aws:CalledVia': 'b.amazonaws.com' } }),
    ),
  ],
  [
    'no page says which characters the identifier of an organization has',
    `${KEYS}#condition-keys-principalorgid`,
    'undenied',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc*' } })),
  ],
  [
    'an empty text may count as null',
    `${OPERATORS}#Conditions_Null`,
    'open',
    policy(
      denyIf({ Null: { 'aws:PrincipalTag/t': 'false' } }),
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/t': '' } }),
    ),
  ],
  [
    'an empty text is no value for a set operator, and may be one for Null',
    SET_OPERATORS,
    'open',
    policy(
      denyIf({
        Null: { 'aws:PrincipalTag/t': 'false' },
        'ForAnyValue:StringNotEquals': { 'aws:PrincipalTag/t': 'x' },
      }),
      denyIf({ StringEquals: { 'aws:PrincipalTag/t': 'x' } }),
      denyIf({ Null: { 'aws:PrincipalTag/t': 'true' } }),
    ),
  ],
  [
    'an anonymous caller may have the id "anonymous"',
    `${KEYS}#condition-keys-userid`,
    'open',
    policy(denyIf({ StringNotEquals: { 'aws:userid': 'anonymous' } })),
  ],
  [
    'an identity of CloudFront has an ARN',
    `${KEYS}#condition-keys-principalarn`,
    'undenied',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalArn': IDENTITY } })),
  ],
  [
    'Bool may have letter case',
    `${OPERATORS}#Conditions_Boolean`,
    'open',
    policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'False' } } })),
  ],
]
