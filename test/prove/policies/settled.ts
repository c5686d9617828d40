import type { JsonObject } from '../../../src/core/policy/document.ts'
import { ARN, deny, denyIf, OBJECTS, policy } from '../../core/policy/cases/case.ts'

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
    'all objects, and the bucket',
    `${IAM}/reference_policies_elements_resource.html`,
    'denied',
    policy(deny({ Resource: ARN }), deny({ Resource: OBJECTS })),
  ],
]
