import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { allowsLogDelivery, isLogTarget } from '../../../src/core/assessment/log-target.ts'
import type { ControlId } from '../../../src/core/controls/ids.ts'
import { strengthen } from '../../../src/core/encryption/requirement.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { plan } from '../../../src/core/plan/plan.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { BucketContext, BucketPosture } from '../../../src/core/posture.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  BUCKET,
  circumstances,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SSE_S3,
} from '../../support/builders.ts'
import { LOG_DELIVERIES } from '../../support/log-delivery.ts'

const ARN = 'arn:aws:s3:::cooper-example-bucket'
const YES = { known: true, value: true } as const
const NO = { known: true, value: false } as const
const LOGS = { known: true, value: ['log-delivery'] } as const
const PRIVATE = { known: true, value: [] } as const
const DENIED = { known: false, reason: 'denied' } as const

/** The documented statement for server access logs, with the given changes. */
const logs = (changes: JsonObject = {}): JsonObject => ({
  Sid: 'ServerAccessLogs',
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: ['s3:PutObject'],
  Resource: `${ARN}/*`,
  ...changes,
})

const letsIn = (...statements: readonly JsonObject[]) =>
  allowsLogDelivery(parsePolicy(policyOf(...statements)))

describe('services that can deliver logs only to buckets with SSE-S3', () => {
  // Their documentation says so. All other services support KMS keys, or encrypt by themselves.
  const SSE_S3_ONLY =
    /^(S3 server access logs|Application Load Balancer|Classic Load Balancer|Redshift audit logs)/

  const [particular, others] = [true, false].map((expected) =>
    LOG_DELIVERIES.filter(({ name }) => SSE_S3_ONLY.test(name) === expected),
  )

  test.each(particular ?? [])('$name', ({ statement }) => {
    expect(letsIn(OWNERS_STATEMENT, statement(ARN))).toBe(true)
  })

  test.each(others ?? [])('not $name', ({ statement }) => {
    expect(letsIn(OWNERS_STATEMENT, statement(ARN))).toBe(false)
  })

  test('the list is complete as AWS documents it', () => {
    expect(particular?.map(({ name }) => name)).toEqual([
      'S3 server access logs',
      'Application Load Balancer access logs',
      'Application Load Balancer access logs, of one account and Region',
      'Application Load Balancer access logs, of one organization',
      'Application Load Balancer access logs by the account of Elastic Load Balancing',
      'Application Load Balancer access logs from an Outposts Zone',
      'Application Load Balancer connection logs',
      'Application Load Balancer health check logs',
      'Classic Load Balancer access logs',
      'Redshift audit logs: GetBucketAcl',
      'Redshift audit logs: PutObject',
    ])
  })
})

describe('in older regions an AWS account delivers the logs of load balancers', () => {
  test.each([
    ['us-east-1', 'aws', '127311923021'],
    ['us-east-2', 'aws', '033677994240'],
    ['us-west-1', 'aws', '027434742980'],
    ['us-west-2', 'aws', '797873946194'],
    ['af-south-1', 'aws', '098369216593'],
    ['ap-east-1', 'aws', '754344448648'],
    ['ap-northeast-1', 'aws', '582318560864'],
    ['ap-northeast-2', 'aws', '600734575887'],
    ['ap-northeast-3', 'aws', '383597477331'],
    ['ap-south-1', 'aws', '718504428378'],
    ['ap-southeast-1', 'aws', '114774131450'],
    ['ap-southeast-2', 'aws', '783225319266'],
    ['ap-southeast-3', 'aws', '589379963580'],
    ['ca-central-1', 'aws', '985666609251'],
    ['eu-central-1', 'aws', '054676820928'],
    ['eu-north-1', 'aws', '897822967062'],
    ['eu-south-1', 'aws', '635631232127'],
    ['eu-west-1', 'aws', '156460612806'],
    ['eu-west-2', 'aws', '652711504416'],
    ['eu-west-3', 'aws', '009996457667'],
    ['me-south-1', 'aws', '076674570225'],
    ['sa-east-1', 'aws', '507241528517'],
    ['us-gov-east-1', 'aws-us-gov', '190560391635'],
    ['us-gov-west-1', 'aws-us-gov', '048591011584'],
    ['cn-north-1', 'aws-cn', '638102146993'],
    ['cn-northwest-1', 'aws-cn', '037604701340'],
  ])('%s', (_region, partition, account) => {
    expect(letsIn(logs({ Principal: { AWS: `arn:${partition}:iam::${account}:root` } }))).toBe(true)
    expect(letsIn(logs({ Principal: { AWS: account } }))).toBe(true)
  })
})

describe('a statement that allows log delivery', () => {
  test.each<[string, JsonObject]>([
    ['one action, not a list', logs({ Action: 's3:PutObject' })],
    ['one action of several', logs({ Action: ['s3:GetBucketAcl', 's3:PutObject'] })],
    ['a glob over actions', logs({ Action: 's3:Put*' })],
    ['all actions', logs({ Action: 's3:*' })],
    ['an action in another letter case', logs({ Action: 'S3:putobject' })],
    ['all actions except others', { ...without(logs(), 'Action'), NotAction: 's3:GetObject' }],
    [
      'one service of several',
      logs({ Principal: { Service: ['ec2.amazonaws.com', 'logging.s3.amazonaws.com'] } }),
    ],
    [
      'one kind of principal of several',
      logs({ Principal: { AWS: '210987654321', Service: 'logging.s3.amazonaws.com' } }),
    ],
    [
      'a service in another letter case',
      logs({ Principal: { Service: 'Logging.S3.amazonaws.com' } }),
    ],
    ['one account of several', logs({ Principal: { AWS: ['210987654321', '127311923021'] } })],
    ['a prefix only', logs({ Resource: `${ARN}/logs/*` })],
    [
      'with conditions',
      logs({ Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }),
    ],
  ])('%s', (_reason, statement) => {
    expect(letsIn(statement)).toBe(true)
  })

  test.each<[string, JsonObject]>([
    ['not a Deny', logs({ Effect: 'Deny' })],
    ['not if it only allows reads', logs({ Action: ['s3:GetObject', 's3:GetBucketAcl'] })],
    ['not all actions except this one', { ...without(logs(), 'Action'), NotAction: 's3:Put*' }],
    ['not another service', logs({ Principal: { Service: 'ec2.amazonaws.com' } })],
    [
      'not a name with the same ending',
      logs({ Principal: { Service: 'my-logging.s3.amazonaws.com' } }),
    ],
    ["not the customer's own account", logs({ Principal: { AWS: '123456789012' } })],
    [
      '"not a user of an AWS account for log delivery"',
      logs({ Principal: { AWS: 'arn:aws:iam::127311923021:user/somebody' } }),
    ],
    [
      'not the id of such an account in another element',
      logs({ Principal: { CanonicalUser: '127311923021' } }),
    ],
    ['not everyone', logs({ Principal: '*' })],
    [
      'not everyone except the service',
      {
        ...without(logs(), 'Principal'),
        Effect: 'Allow',
        NotPrincipal: { Service: 'logging.s3.amazonaws.com' },
      },
    ],
  ])('%s', (_reason, statement) => {
    expect(letsIn(statement)).toBe(false)
  })

  test('there is none without a policy', () => {
    expect(allowsLogDelivery(undefined)).toBe(false)
    expect(allowsLogDelivery(parsePolicy(policyOf()))).toBe(false)
  })
})

function without(statement: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name))
}

const TARGET = posture({ policy: policyOf(logs()) })
const ORDINARY = posture()
const UNREADABLE: BucketPosture = { ...posture(), policy: DENIED }

describe('isLogTarget', () => {
  test.each<[string, BucketPosture, BucketContext, ReturnType<typeof isLogTarget>]>([
    ['the policy says yes', TARGET, {}, YES],
    ['the policy says yes, so the ACL does not matter', TARGET, { acl: PRIVATE }, YES],
    ['the policy says yes, so an unreadable ACL does not matter', TARGET, { acl: DENIED }, YES],
    ['the ACL says yes', ORDINARY, { acl: LOGS }, YES],
    [
      'the ACL lets CloudFront deliver its legacy logs',
      ORDINARY,
      { acl: { known: true, value: ['cloudfront-logs'] } },
      YES,
    ],
    ['the ACL lets everyone read', ORDINARY, { acl: { known: true, value: ['everyone'] } }, NO],
    ['the ACL says yes without any policy', posture({ policy: null }), { acl: LOGS }, YES],
    ['the ACL says yes, so an unreadable policy does not matter', UNREADABLE, { acl: LOGS }, YES],
    ['neither says so', ORDINARY, { acl: PRIVATE }, NO],
    ['the policy does not say so, and the ACL was not needed', ORDINARY, {}, NO],
    ['an unreadable ACL may say so', ORDINARY, { acl: DENIED }, DENIED],
    ['an unreadable policy may say so', UNREADABLE, { acl: PRIVATE }, DENIED],
    ['an unreadable policy may say so, without the ACL', UNREADABLE, {}, DENIED],
    [
      'if both are unreadable, the reason names the policy',
      { ...UNREADABLE, policy: { known: false, reason: 'first' } },
      { acl: DENIED },
      { known: false, reason: 'first' },
    ],
  ])('%s', (_reason, bucket, context, expected) => {
    expect(isLogTarget(bucket, context)).toEqual(expected)
  })
})

describe('through assessment', () => {
  const KMS: Partial<Settings> = { defaultEncryption: 'sse-kms' }
  const LISTED: Partial<Settings> = {
    kmsKeyArn: KEY_ARN,
    kmsKeysAllowed: ['arn:aws:kms:us-east-1:123456789012:key/*'],
  }
  const target = (encryption: EncryptionRule | null) =>
    posture({ encryption, policy: policyOf(logs()) })

  function check(bucket: BucketPosture, settings: Partial<Settings>, context: BucketContext = {}) {
    const around = circumstances(settings, context)
    const findings = assess(bucket, around)
    const of = (id: ControlId) => findings.find(({ control }) => control === id)
    const steps = plan('encryption', findings, bucket, around).flatMap(({ step }) =>
      step.attribute === 'encryption' ? [step] : [],
    )
    return { of, steps }
  }

  const EXEMPTION = { by: 'log-target', reason: 'Log delivery to this bucket would stop' }

  test.each<[string, BucketPosture, Partial<Settings>, BucketContext]>([
    ['SSE-KMS is required', target(SSE_S3), KMS, {}],
    ['SSE-KMS with a key is required', target(SSE_S3), { ...KMS, kmsKeyArn: KEY_ARN }, {}],
    ['DSSE-KMS is required', target(SSE_S3), { defaultEncryption: 'dsse-kms' }, {}],
    ['the ACL says so', posture(), KMS, { acl: LOGS }],
    ['the policy could not be read, and the ACL says so', UNREADABLE, KMS, { acl: LOGS }],
    ['a key that is not allowed stays', target(rule('aws:kms', OTHER_KEY_ARN)), LISTED, {}],
    ['a key that is too weak stays', target(rule('aws:kms')), { ...KMS, kmsKeyArn: KEY_ARN }, {}],
  ])('it is exempt: %s', (_reason, bucket, settings, context) => {
    const { of, steps } = check(bucket, { bucketKey: false, ...settings }, context)
    expect(of('default-encryption')).toMatchObject({
      verdict: 'exempt',
      reason: expect.stringMatching(/^Log delivery to this bucket would stop\. Otherwise: /),
      exemption: EXEMPTION,
    })
    expect(steps).toEqual([])
  })

  test('the reason shows the finding without the exemption', () => {
    expect(check(target(SSE_S3), KMS).of('default-encryption')?.reason).toBe(
      'Log delivery to this bucket would stop. Otherwise: Default encryption is SSE-S3, and must be at least SSE-KMS',
    )
  })

  test.each<[string, BucketPosture, BucketContext, string]>([
    ['the ACL', posture(), { acl: DENIED }, 'denied'],
    ['the policy', UNREADABLE, { acl: PRIVATE }, 'denied'],
    ['both', UNREADABLE, { acl: DENIED }, 'denied'],
  ])('it is unknown and not changed, if %s could not be read', (_, bucket, context, why) => {
    const { of, steps } = check(bucket, KMS, context)
    expect(of('default-encryption')).toMatchObject({
      verdict: 'unknown',
      reason: `Cooper could not determine whether the bucket receives logs: ${why}. Otherwise: Default encryption is SSE-S3, and must be at least SSE-KMS`,
    })
    expect(steps).toEqual([])
  })

  test.each<[string, Partial<Settings>]>([
    ['SSE-S3', {}],
    ['SSE-KMS', { ...KMS, kmsKeyArn: KEY_ARN }],
    ['DSSE-KMS', { defaultEncryption: 'dsse-kms' }],
    ['keys listed', LISTED],
  ])('without a rule it gets SSE-S3 where the settings require %s', (_reason, settings) => {
    const { of, steps } = check(target(null), settings)
    expect(of('default-encryption')).toMatchObject({
      verdict: 'non-compliant',
      reason: 'Default encryption is none, and must be at least SSE-S3',
    })
    expect(steps.map(({ controls }) => controls)).toEqual([['default-encryption']])
    const after = steps.reduce<EncryptionRule | undefined>(
      (present, { change }) => strengthen(present, change, BUCKET),
      undefined,
    )
    expect(after).toEqual(rule('AES256'))

    const again = check(target(after ?? null), settings)
    expect(again.of('default-encryption')?.verdict).not.toBe('non-compliant')
    expect(again.steps).toEqual([])
  })

  test('where the settings require only SSE-S3, it is compliant, and the ACL is not needed', () => {
    expect(check(UNREADABLE, {}).of('default-encryption')?.verdict).toBe('compliant')
    expect(check(target(SSE_S3), {}).of('default-encryption')?.verdict).toBe('compliant')
  })

  test('an ordinary bucket gets the stronger encryption', () => {
    const { of, steps } = check(posture(), KMS, { acl: PRIVATE })
    expect(of('default-encryption')?.verdict).toBe('non-compliant')
    expect(steps).toMatchObject([{ change: { minimum: { encryption: 'sse-kms' } } }])
  })

  test('a control that does not stop log delivery is still non-compliant', () => {
    const { of, steps } = check(target(rule('aws:kms')), {
      ...KMS,
      kmsKeyArn: KEY_ARN,
      sseC: 'block',
    })
    expect(of('default-encryption')?.verdict).toBe('exempt')
    expect(steps).toEqual([
      {
        action: 'put',
        attribute: 'encryption',
        controls: ['bucket-key', 'sse-c'],
        change: { bucketKey: true, blockSseC: true },
      },
    ])
  })

  test('no header is required of log delivery', () => {
    const settings = { uploadEncryption: 'explicit' } as const
    const around = circumstances(settings)
    const findings = assess(TARGET, around)
    const [planned] = plan('policy', findings, TARGET, around)
    const required = planned?.step.attribute === 'policy' ? planned.step.change.required : []
    expect(required.map(({ Sid }) => Sid)).toContain('CooperUploadAlgorithm')
    expect(required.map(({ Sid }) => Sid)).not.toContain('CooperUploadHeader')
  })
})
