import { describe, expect, test } from 'vitest'
import { startWarnings } from '../../../../src/config/start-warnings.ts'
import { assess } from '../../../../src/core/assessment/assess.ts'
import type { JsonObject } from '../../../../src/core/policy/document.ts'
import type { MinimumTls, Settings } from '../../../../src/core/settings.ts'
import {
  circumstances,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SETTINGS,
} from '../../../support/builders.ts'

const withCondition = (Condition: JsonObject, more: JsonObject = {}) =>
  policyOf(OWNERS_STATEMENT, { ...OWNERS_STATEMENT, Sid: 'Own', Condition, ...more })

const find = (policy: ReturnType<typeof policyOf>, minimumTls: MinimumTls) =>
  assess(posture({ policy }), circumstances({ minimumTls })).find(
    ({ control }) => control === 'minimum-tls',
  )

const ENDPOINT = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }
const MULTI_REGION = 'arn:aws:s3::123456789012:accesspoint/m1.mrap'

describe('MINIMUM_TLS_VERSION=1.3', () => {
  test.each<[string, JsonObject, string]>([
    ['a VPC endpoint', ENDPOINT, 'by aws:SourceVpce'],
    ['a VPC', { StringEquals: { 'AWS:sourcevpc': 'vpc-1' } }, 'by aws:SourceVpc'],
    ['an address in a VPC', { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }, 'aws:VpcSourceIp'],
    ['the account of endpoints', { StringEquals: { 'aws:VpceAccount': '1' } }, 'aws:VpceAccount'],
    [
      'the network origin of access points',
      { StringEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } },
      's3:AccessPointNetworkOrigin',
    ],
    [
      'a Multi-Region Access Point',
      { ArnLike: { 's3:DataAccessPointArn': MULTI_REGION } },
      'Multi-Region Access Point',
    ],
    [
      'all Multi-Region Access Points of an account',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3::123456789012:accesspoint/*' } },
      'Multi-Region Access Point',
    ],
  ])('leaves a bucket alone whose policy names %s', (_reason, condition, reason) => {
    expect(find(withCondition(condition), '1.3')).toMatchObject({
      verdict: 'exempt',
      exemption: { by: 'shut-out' },
      reason: expect.stringMatching(/^The statement 2 \("Own"\) of the policy names /),
    })
    expect(find(withCondition(condition), '1.3')?.reason).toContain(reason)
  })

  test('leaves a bucket alone whose policy denies all but a VPC endpoint', () => {
    const policy = withCondition(
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      { Effect: 'Deny', Principal: '*' },
    )
    expect(find(policy, '1.3')?.verdict).toBe('exempt')
  })

  test.each<[string, JsonObject]>([
    ['no endpoint', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }],
    ['internet access points', { StringEquals: { 's3:AccessPointNetworkOrigin': 'Internet' } }],
  ])('remediates a bucket whose policy names %s', (_reason, condition) => {
    const finding = find(withCondition(condition), '1.3')
    expect(finding?.verdict).toBe('non-compliant')
    expect(finding?.affected).toBeUndefined()
  })

  test('names callers through access points, among which may be Multi-Region ones', () => {
    const policy = withCondition({ StringEquals: { 's3:DataAccessPointAccount': '123456789012' } })
    expect(find(policy, '1.3')).toMatchObject({
      verdict: 'non-compliant',
      affected: [
        {
          who: 'callers through access points, by statement 2 ("Own")',
          advice: expect.stringContaining('Multi-Region Access Points'),
        },
      ],
    })
  })

  test('names nobody for a Deny of other access points', () => {
    const Condition = { StringNotEquals: { 's3:DataAccessPointAccount': '123456789012' } }
    const finding = find(withCondition(Condition, { Effect: 'Deny', Principal: '*' }), '1.3')
    expect(finding?.affected).toBeUndefined()
  })

  test('of TLS 1.2 VPC endpoints are remediated', () => {
    expect(find(withCondition(ENDPOINT), '1.2')?.verdict).toBe('non-compliant')
  })
})

test.each<[string, Partial<Settings>, boolean]>([
  ['is told at start', { minimumTls: '1.3' }, true],
  ['is not told if the control is switched off', { minimumTls: '1.3', controls: [] }, false],
  ['is not told for TLS 1.2', { minimumTls: '1.2' }, false],
])('what TLS 1.3 does to PrivateLink %s', (_reason, settings, isTold) => {
  const [warning = ''] = startWarnings({ ...SETTINGS, ...settings })
  expect(warning.includes('PrivateLink')).toBe(isTold)
})
