import { ARN, type Case, deny, denyIf, HTTP, policy } from './case.ts'

const v = (key: string): string => `\${${key}}`

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value */
export const VARIABLES: readonly Case[] = [
  [
    'not the organization of the bucket',
    policy(denyIf({ StringNotEquals: { 'aws:ResourceOrgID': v('aws:PrincipalOrgID') } })),
    false,
  ],
  [
    'except where a variable is not at the end of the user agent: the region of a request is always known',
    policy(
      denyIf({ StringLike: { 'aws:UserAgent': `x${v('aws:RequestedRegion')}` } }),
      deny({
        Resource: `${ARN}/any-object`,
        Condition: { Bool: HTTP, StringNotEquals: { 's3:prefix': [] } },
      }),
    ),
    false,
  ],
  [
    'equal to a variable, and not equal to it',
    policy(
      denyIf({ StringEquals: { 'aws:PrincipalTag/a': v('aws:PrincipalTag/b') } }),
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/a': v('aws:PrincipalTag/b') } }),
    ),
    true,
  ],
  [
    'like one of two variables, and not like one of them in another order',
    policy(
      denyIf({ StringLike: { 'aws:Referer': [v('aws:username'), v('aws:userid')] } }),
      denyIf({ StringNotLikeIfExists: { 'aws:Referer': [v('aws:userid'), v('aws:username')] } }),
    ),
    true,
  ],
  [
    'equal to a variable, and not equal to another',
    policy(
      denyIf({ StringEquals: { 'aws:PrincipalTag/a': v('aws:PrincipalTag/b') } }),
      denyIf({ StringNotEquals: { 'aws:PrincipalTag/a': v('aws:PrincipalTag/c') } }),
    ),
    'vague',
  ],
  [
    'equal to a variable with several values, and not equal to it: the key may have several',
    policy(
      denyIf({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': v('aws:username') } }),
      denyIf({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': v('aws:username') } }),
    ),
    false,
  ],
  [
    'not equal to a variable that no request has',
    policy(denyIf({ StringNotEquals: { 'aws:UserAgent': v('aws:SourceArn') } })),
    'vague',
  ],
  [
    'everything except what a variable names that no request has',
    policy(deny({ NotResource: `${ARN}/${v('aws:PrincipalServiceName')}/*` })),
    'vague',
  ],
  [
    'everything except what a tag of the caller names',
    policy(deny({ NotResource: `${ARN}/${v('aws:PrincipalTag/home')}/*` })),
    false,
  ],
  [
    'not the account of the bucket, which is unknown',
    policy(denyIf({ StringNotEquals: { 'aws:PrincipalAccount': v('aws:ResourceAccount') } })),
    false,
  ],
]
