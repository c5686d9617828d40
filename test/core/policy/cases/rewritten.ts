import type { JsonObject } from '../../../../src/core/policy/document.ts'
import { ARN, OBJECTS, USER } from './case.ts'

type Rewrite = readonly [reason: string, rewrite: (one: JsonObject) => readonly JsonObject[]]

const and = (one: JsonObject, more: JsonObject): JsonObject => {
  const conditions = { ...(one.Condition as JsonObject) }
  for (const [operator, keys] of Object.entries(more)) {
    conditions[operator] = { ...(conditions[operator] as JsonObject), ...(keys as JsonObject) }
  }
  return { ...one, Condition: conditions }
}

/** Replaces `Action` by `NotAction`, and the like. */
const but = (one: JsonObject, changes: JsonObject): JsonObject => {
  const replaced = Object.keys(changes).map((name) => name.replace('Not', ''))
  const kept = Object.entries(one).filter(([name]) => !replaced.includes(name))
  return { ...Object.fromEntries(kept), ...changes }
}

const inCapitals = (block: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(block).map(([operator, keys]) => [
      operator.toUpperCase(),
      Object.fromEntries(
        Object.entries(keys as JsonObject).map(([key, value]) => [key.toUpperCase(), value]),
      ),
    ]),
  )

const actionsIn = ({ Action }: JsonObject) => [Action].flat().map(String)
const isUpload = (one: JsonObject) => actionsIn(one).includes('s3:PutObject')

/** A statement in another form, with the same effect on the requests of its class. */
export const AS_GOOD: readonly Rewrite[] = [
  ['unchanged', (one) => [one]],
  ['under another Sid', (one) => [{ ...one, Sid: 'Owner' }]],
  [
    'in the form in which S3 may return it',
    (one) => [{ ...one, Principal: { AWS: '*' }, Action: actionsIn(one) }],
  ],
  [
    'in another letter case',
    (one) => [
      {
        ...one,
        Action: actionsIn(one).map((action) => action.toUpperCase()),
        Condition: inCapitals(one.Condition as JsonObject),
      },
    ],
  ],
  ['for everything', (one) => [{ ...one, Action: '*', Resource: '*' }]],
  [
    'for all actions with certain verbs',
    (one) => [{ ...one, Action: isUpload(one) ? ['s3:Put*', 's3:Get*', 's3:Update*'] : 's3:?*' }],
  ],
  ['by a glob over bucket and objects', (one) => [{ ...one, Resource: `${ARN}*` }]],
  [
    'split over a user and everyone except that user',
    (one) => [
      { ...one, Principal: { AWS: USER } },
      but(one, { NotPrincipal: { AWS: [USER, 'arn:aws:iam::999999999999:user/x'] } }),
      { ...one, Principal: { AWS: 'arn:aws:iam::999999999999:user/x' } },
    ],
  ],
  [
    'split over a prefix and everything but it',
    (one) => [{ ...one, Resource: `${ARN}/logs/*` }, but(one, { NotResource: `${ARN}/logs/*` })],
  ],
  [
    'split over actions',
    (one) => [
      { ...one, Action: ['s3:Get*', 's3:PutObject'] },
      but(one, { NotAction: ['s3:Get*', 's3:PutObject'] }),
    ],
  ],
  [
    'split over TLS and HTTP',
    (one) => [
      and(one, { Bool: { 'aws:SecureTransport': 'true' } }),
      and(one, { Bool: { 'aws:SecureTransport': 'false' } }),
    ],
  ],
  [
    'split over an organization and all others',
    (one) => [
      and(one, { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } }),
      and(one, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } }),
    ],
  ],
  [
    'except for AWS services',
    (one) => [and(one, { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } })],
  ],
  [
    'after Allows of the same',
    (one) => [{ ...one, Effect: 'Allow' }, { ...one, Effect: 'Allow', Condition: {} }, one],
  ],
]

/** A statement that seems right but does not deny every request. */
export const ALMOST: readonly Rewrite[] = [
  ['no statement', () => []],
  ['an Allow', (one) => [{ ...one, Effect: 'Allow' }]],
  ['a prefix only', (one) => [{ ...one, Resource: [ARN, `${ARN}/logs/*`] }]],
  ['two prefixes only', (one) => [{ ...one, Resource: [ARN, `${ARN}/a*`, `${ARN}/b*`] }]],
  ['everything but a prefix', (one) => [but(one, { NotResource: `${ARN}/public/*` })]],
  ['the bucket only', (one) => [{ ...one, Resource: ARN }]],
  ['one user only', (one) => [{ ...one, Principal: { AWS: USER } }]],
  ['one account only', (one) => [{ ...one, Principal: { AWS: '111122223333' } }]],
  ['services only', (one) => [{ ...one, Principal: { Service: 's3.amazonaws.com' } }]],
  ['everyone except a user', (one) => [but(one, { NotPrincipal: { AWS: USER } })]],
  [
    'another bucket',
    (one) => [{ ...one, Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }],
  ],
  [
    'a bucket whose name has the same beginning',
    (one) => [{ ...one, Resource: [`${ARN}-2`, `${ARN}-2/*`] }],
  ],
  [
    'another partition',
    (one) => [{ ...one, Resource: ['arn:aws-cn:s3:::data', 'arn:aws-cn:s3:::data/*'] }],
  ],
  ['reads only', (one) => [{ ...one, Action: 's3:Get*' }]],
  ['everything but uploads', (one) => [but(one, { NotAction: 's3:PutObject' })]],
  ['narrowed by a client', (one) => [and(one, { StringLike: { 'aws:UserAgent': 'aws-cli/*' } })]],
  [
    'narrowed by an address',
    (one) => [and(one, { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
  ],
  [
    'narrowed by an organization',
    (one) => [and(one, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } })],
  ],
  [
    'narrowed by a role',
    (one) => [and(one, { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } })],
  ],
  [
    'narrowed to TLS and to no TLS, but not for the same keys',
    (one) => [
      { ...and(one, { Bool: { 'aws:SecureTransport': 'true' } }), Resource: `${ARN}/tls/*` },
      { ...and(one, { Bool: { 'aws:SecureTransport': 'false' } }), Resource: `${ARN}/http/*` },
    ],
  ],
  [
    'narrowed by the caller’s own folder',
    (one) => [{ ...one, Resource: [ARN, `${ARN}/\${aws:username}/*`] }],
  ],
  [
    'during a period',
    (one) => [and(one, { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })],
  ],
  ['an ACL only', (one) => [and(one, { StringEquals: { 's3:x-amz-acl': 'public-read' } })]],
  ['objects of a single letter', (one) => [{ ...one, Resource: [ARN, `${ARN}/?`] }]],
  ['the wrong keys of all objects', (one) => [{ ...one, Resource: OBJECTS, Condition: WRONG_KEY }]],
]

const WRONG_KEY = { StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } }

/** Plain `Bool`, which leaves the anonymous caller out: that one has no such key. */
export function sparingServicesPlainly({ Condition, ...one }: JsonObject): JsonObject {
  const { BoolIfExists: _, ...conditions } = Condition as JsonObject
  return and({ ...one, Condition: conditions }, { Bool: { 'aws:PrincipalIsAWSService': 'false' } })
}
