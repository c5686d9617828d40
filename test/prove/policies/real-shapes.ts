import type { JsonObject } from '../../../src/core/policy/document.ts'
import { ARN, deny, denyIf, OBJECTS, OPS } from '../../core/policy/cases/case.ts'

const allow = (principal: JsonObject | '*', action: string, condition: JsonObject = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  Resource: OBJECTS,
  ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
})

/** Policies in the shapes that AWS's guides and public repositories have. */
export const REAL_SHAPES: readonly (readonly [name: string, ...JsonObject[]])[] = [
  ['public read', allow('*', 's3:GetObject')],
  ['public read, over TLS', allow('*', 's3:GetObject'), deny()],
  [
    'origin access control',
    allow({ Service: 'cloudfront.amazonaws.com' }, 's3:GetObject', {
      StringEquals: {
        'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE',
      },
    }),
    deny(),
  ],
  [
    'origin access identity that may use HTTP',
    deny({
      NotPrincipal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
    }),
  ],
  [
    'origin access identity spared by a condition',
    denyIf({
      StringNotEquals: {
        'aws:PrincipalArn': 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
      },
    }),
  ],
  [
    'server access logs',
    allow({ Service: 'logging.s3.amazonaws.com' }, 's3:PutObject', {
      ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source' },
      StringEquals: { 'aws:SourceAccount': '111122223333' },
    }),
    denyIf({ StringNotEquals: { 'aws:SourceAccount': '111122223333' } }),
  ],
  ['confused deputy', denyIf({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::source' } })],
  [
    'data perimeter: organization',
    denyIf({
      StringNotEqualsIfExists: {
        'aws:PrincipalOrgID': 'o-abc',
        'aws:PrincipalTag/perimeter': 'out',
      },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }),
  ],
  [
    'data perimeter: network',
    denyIf({
      NotIpAddressIfExists: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.0/24'] },
      StringNotEqualsIfExists: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] },
      BoolIfExists: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-service-role/*' },
    }),
  ],
  [
    'organization of the bucket',
    denyIf({ StringNotEqualsIfExists: { 'aws:ResourceOrgID': `\${aws:PrincipalOrgID}` } }),
  ],
  [
    'one endpoint, and an administrator',
    denyIf({
      StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' },
      ArnNotEquals: { 'aws:PrincipalArn': OPS },
    }),
  ],
  [
    'second factor',
    denyIf({ Null: { 'aws:MultiFactorAuthAge': 'true' } }),
    denyIf({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }),
  ],
  [
    'regions',
    denyIf({ StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } }),
  ],
  ['until a day', denyIf({ DateLessThan: { 'aws:CurrentTime': '2030-06-30T23:59:59Z' } })],
  [
    'home folders',
    deny({ NotResource: [ARN, `${ARN}/home/\${aws:username}/*`] }),
    deny({ Resource: `${ARN}/home/*` }),
  ],
  [
    'listing of a prefix',
    deny({ NotAction: 's3:ListBucket' }),
    denyIf({ StringNotLike: { 's3:prefix': ['public/*', ''] } }),
  ],
  [
    'version 4 signatures and young ones',
    deny(),
    deny({ Condition: { NumericGreaterThan: { 's3:signatureAge': '600000' } } }),
    deny({ Condition: { StringEquals: { 's3:signatureversion': 'AWS' } } }),
  ],
  [
    'presigned links only from inside',
    denyIf({
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
    }),
    denyIf({ StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } }),
  ],
  [
    'delivery with full control',
    deny(),
    deny({
      Action: 's3:PutObject',
      Resource: OBJECTS,
      Condition: { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  ],
  [
    'tags of the caller and the bucket',
    denyIf({ StringNotEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/team}` } }),
  ],
  ['access points', denyIf({ StringNotEquals: { 's3:DataAccessPointAccount': '111122223333' } })],
  [
    'the account of the owner',
    denyIf({ StringNotEquals: { 'aws:PrincipalAccount': `\${aws:ResourceAccount}` } }),
  ],
]
