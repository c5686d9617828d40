import { describe, expect, test } from 'vitest'
import { assess } from '../../../../src/core/assessment/assess.ts'
import type { Json, JsonObject } from '../../../../src/core/policy/document.ts'
import { bucketLines } from '../../../../src/report/table-lines.ts'
import {
  BUCKET,
  circumstances,
  OWNERS_STATEMENT,
  policyOf,
  posture,
} from '../../../support/builders.ts'

const findingFor = (Principal: Json, more: JsonObject = {}) =>
  assess(
    posture({ policy: policyOf({ ...OWNERS_STATEMENT, Principal, ...more }) }),
    circumstances(),
  ).filter(({ control }) => control === 'tls-only')

const IDENTITY = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'
const BY = ', by statement 1 ("Partner may read")'

describe('tls-only', () => {
  test.each<[string, Json, string, string]>([
    [
      'an origin access identity',
      { AWS: IDENTITY },
      `CloudFront Origin Access Identity E1${BY}`,
      'CloudFront requests',
    ],
    [
      'an origin access control',
      { Service: 'cloudfront.amazonaws.com' },
      `CloudFront with an origin access control${BY}`,
      'Where its origin access control does not always sign',
    ],
    [
      'a canonical user, which may be an identity',
      { CanonicalUser: 'abc' },
      `the canonical user abc${BY}`,
      'If it is a CloudFront origin access identity',
    ],
  ])('names %s, and the viewer protocol policy', (_reason, principal, who, begin) => {
    const [finding] = findingFor(principal)
    expect(finding).toMatchObject({ verdict: 'non-compliant', affected: [{ who }] })
    expect(finding?.affected?.[0]?.advice.startsWith(begin)).toBe(true)
    expect(finding?.affected?.[0]?.advice).toContain('viewer protocol policy')
  })

  test.each<[string, Json, JsonObject]>([
    ['another principal', { AWS: '*' }, {}],
    ['a statement that denies', { AWS: IDENTITY }, { Effect: 'Deny' }],
    ['a statement on the bucket only', { AWS: IDENTITY }, { Action: 's3:ListBucket' }],
    ['an identity that only writes', { AWS: IDENTITY }, { Action: 's3:PutObject' }],
  ])('names nobody for %s', (_reason, principal, more) => {
    expect(findingFor(principal, more)[0]?.affected).toBeUndefined()
  })

  test('check prints the names', () => {
    const findings = findingFor({ AWS: IDENTITY })
    const lines = bucketLines({ bucket: BUCKET, findings, steps: [] }, (_, text) => text)
    expect(lines.join('\n')).toContain(
      `May be affected: tls-only: CloudFront Origin Access Identity`,
    )
  })

  test('names a user once, and at most 20', () => {
    const AWS = Array.from({ length: 50 }, (_, place) => `${IDENTITY}${place >> 1}`)
    expect(findingFor({ AWS })[0]?.affected).toHaveLength(20)
  })
})
