import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { missingContext } from '../../../src/core/assessment/circumstances.ts'
import { asksForGrace } from '../../../src/core/assessment/public-buckets.ts'
import { tlsOnly } from '../../../src/core/controls/tls-only.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import type { BucketContext } from '../../../src/core/posture.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  circumstances,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SETTINGS,
} from '../../support/builders.ts'

const PUBLIC: JsonObject = { ...OWNERS_STATEMENT, Principal: '*' }
const open = (...statements: JsonObject[]) => posture({ policy: policyOf(...statements) })

const verdictsOf = (
  bucket: ReturnType<typeof posture>,
  settings: Partial<Settings>,
  context: BucketContext = {},
) =>
  assess(bucket, circumstances({ minimumTls: '1.2', ...settings }, { ...NO_WEBSITE, ...context }))
    .filter(({ control }) => control === 'tls-only' || control === 'minimum-tls')
    .map(({ verdict, exemption }) => exemption?.by ?? verdict)

const acl = (...value: 'everyone'[]): BucketContext => ({ acl: { known: true, value } })
const EXEMPT = { publicBuckets: 'exempt' } as const
const ENDPOINT = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }
const NO_WEBSITE: BucketContext = { website: { known: true, value: false } }
const WEBSITE: BucketContext = { website: { known: true, value: true } }
const DENIED = { known: false, reason: 'denied' } as const

describe('PUBLIC_BUCKETS', () => {
  test.each<[string, ReturnType<typeof posture>, Partial<Settings>, BucketContext, string]>([
    ['exempt: a policy that lets anyone read', open(PUBLIC), EXEMPT, {}, 'public-reads'],
    ['exempt: an ACL that does', open(OWNERS_STATEMENT), EXEMPT, acl('everyone'), 'public-reads'],
    ['exempt: neither', open(OWNERS_STATEMENT), EXEMPT, acl(), 'non-compliant'],
    ['exempt: an unreadable ACL', open(OWNERS_STATEMENT), EXEMPT, { acl: DENIED }, 'unknown'],
    [
      'exempt: readers in a VPC only',
      open({ ...PUBLIC, Condition: ENDPOINT }),
      EXEMPT,
      acl(),
      'non-compliant',
    ],
    ['remediate: a public bucket', open(PUBLIC), {}, {}, 'non-compliant'],
    ['grace: a public bucket', open(PUBLIC), { publicBuckets: 'grace' }, {}, 'non-compliant'],
    [
      'exempt: a website, which WEBSITE_BUCKETS=remediate asks for',
      open(PUBLIC),
      { ...EXEMPT, websiteBuckets: 'remediate' },
      WEBSITE,
      'non-compliant',
    ],
    ['exempt: a website', open(PUBLIC), EXEMPT, WEBSITE, 'website'],
  ])('%s', (_reason, bucket, settings, context, verdict) => {
    expect(verdictsOf(bucket, settings, context)).toEqual([verdict, verdict])
  })

  test.each<[string, Partial<Settings>, BucketContext, boolean]>([
    ['a public bucket with grace', { publicBuckets: 'grace' }, {}, true],
    ['a public bucket with remediate', {}, {}, false],
    ['a website with grace', { publicBuckets: 'grace' }, WEBSITE, false],
  ])('%s has grace: %#', (_reason, settings, context, expected) => {
    expect(
      asksForGrace(tlsOnly, open(PUBLIC), circumstances(settings, { ...NO_WEBSITE, ...context })),
    ).toBe(expected)
  })

  test.each<[string, JsonObject, Partial<Settings>, readonly string[]]>([
    ['nothing more by default', OWNERS_STATEMENT, {}, ['tags', 'website']],
    [
      'the ACL where the policy is not public',
      OWNERS_STATEMENT,
      EXEMPT,
      ['tags', 'website', 'acl'],
    ],
    ['no ACL where the policy is public', PUBLIC, EXEMPT, ['tags', 'website']],
  ])('reads %s', (_reason, statement, settings, parts) => {
    const bucket = open(statement)
    const asked = { ...SETTINGS, ...settings }
    expect(missingContext(assess(bucket, circumstances(settings)), bucket, asked)).toEqual(parts)
  })
})
