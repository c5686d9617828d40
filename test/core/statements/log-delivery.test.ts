import { describe, expect, test } from 'vitest'
import { settingsFor } from '../../../src/core/assessment/assess.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import { uploadEncryption } from '../../../src/core/controls/upload-encryption.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { isAllowed, isDenied } from '../../../src/core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { Caller, Request } from '../../../src/core/policy/request.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { denySseCStatement, OWN_SIDS } from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import {
  BUCKET,
  circumstances,
  KEY_ARN,
  policyOf,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'
import { LOG_DELIVERIES, type LogDelivery } from '../../support/log-delivery.ts'

const ARN = 'arn:aws:s3:::cooper-example-bucket'

const STRICTEST: Settings = {
  ...SETTINGS,
  tlsStatement: 'canonical',
  minimumTls: '1.3',
  sseC: 'block',
  uploadEncryption: 'explicit',
}
const MATCHING: Settings = { ...STRICTEST, uploadEncryption: 'matching' }

const KEYED = rule('aws:kms', KEY_ARN)

/** The policy with all statements that Cooper adds with these settings, including a Deny of SSE-C. */
function remediated(document: object, encryption: EncryptionRule, settings: Settings) {
  const before = posture({ policy: { ...document }, encryption })
  const remedies = CONTROLS.map((control) => control.remedy(before, settings))
  const required = [
    ...remedies.flatMap(({ policy }) => policy?.required ?? []),
    denySseCStatement(BUCKET),
  ]
  return mergeOwnStatements({ ...document }, { required, obsolete: [] }, BUCKET)
}

const sidsIn = (document: object | undefined) =>
  parsePolicy(document).statements.map(({ sid }) => sid)

const account = (arn: string) => arn.split(':')[4] ?? ''
const callerOf = ({ service }: LogDelivery): Caller =>
  isAccount(service)
    ? { type: 'root', account: account(service), arn: service, principalArn: service }
    : { type: 'service', service }

const isAccount = (service: string) => service.startsWith('arn:')

// S3 redacts the connection keys of requests by services, but not by accounts.
const ownContext = ({ service }: LogDelivery) =>
  isAccount(service)
    ? {
        'aws:SecureTransport': 'true',
        's3:TlsVersion': '1.3',
        'aws:PrincipalArn': service,
        'aws:PrincipalIsAWSService': 'false',
      }
    : { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service }

function requestOf(delivery: LogDelivery): Request {
  const { action, key, context } = delivery
  const facts = Object.entries({ ...context, ...ownContext(delivery) })
  return {
    caller: callerOf(delivery),
    action,
    resource: key === '' ? ARN : `${ARN}/${key}`,
    context: new Map(facts.map(([name, value]) => [name.toLowerCase(), [value]])),
  }
}

const rows = (deliveries: readonly LogDelivery[]) =>
  deliveries.map((delivery) => [delivery.name, delivery] as const)
const OF_SERVICES = LOG_DELIVERIES.filter(({ service }) => !isAccount(service))
const OF_ACCOUNTS = LOG_DELIVERIES.filter(({ service }) => isAccount(service))

const WRITTEN: readonly (readonly [string, Settings, EncryptionRule, readonly string[]])[] = [
  [
    'matching SSE-S3',
    MATCHING,
    SSE_S3,
    ['CooperTlsOnly', 'CooperMinimumTls', 'CooperDenySseC', 'CooperUploadAlgorithm'],
  ],
  ['explicit SSE-S3', STRICTEST, SSE_S3, OWN_SIDS.filter((sid) => sid !== 'CooperUploadKey')],
  ['matching a key', MATCHING, KEYED, OWN_SIDS.filter((sid) => sid !== 'CooperUploadHeader')],
  ['explicit with a key', STRICTEST, KEYED, OWN_SIDS],
]

describe.each(WRITTEN)('with all of Cooper’s statements, %s', (_, settings, encryption, sids) => {
  test.each(rows(OF_SERVICES))('logs are delivered: %s', (_name, delivery) => {
    const before = policyOf(delivery.statement(ARN))
    const { document } = remediated(before, encryption, settings)
    expect(sidsIn(document).slice(1)).toEqual(sids)
    const after = parsePolicy(document)
    expect(isAllowed(after, requestOf(delivery))).toBe(true)
    expect(isDenied(after, requestOf(delivery))).toBe(false)
  })
})

describe('logs of load balancers that an AWS account delivers', () => {
  test.each(rows(OF_ACCOUNTS))('are delivered if uploads must match: %s', (_, delivery) => {
    const { document } = remediated(policyOf(delivery.statement(ARN)), SSE_S3, MATCHING)
    const after = parsePolicy(document)
    expect(isAllowed(after, requestOf(delivery))).toBe(true)
    expect(isDenied(after, requestOf(delivery))).toBe(false)
  })

  test.each(rows(OF_ACCOUNTS))(
    'would be denied if a header were required, so Cooper requires none: %s',
    (_, log) => {
      const before = policyOf(log.statement(ARN))
      const { document } = remediated(before, SSE_S3, STRICTEST)
      expect(isDenied(parsePolicy(document), requestOf(log))).toBe(true)
      const target = posture({ policy: before, encryption: SSE_S3 })
      const eased = settingsFor(uploadEncryption, target, circumstances(STRICTEST))
      expect(eased).toEqual(MATCHING)
    },
  )
})

describe('the deliveries', () => {
  test('include each kind, with unique names', () => {
    expect(OF_SERVICES.length).toBeGreaterThan(50)
    expect(OF_ACCOUNTS.length).toBeGreaterThan(0)
    expect(new Set(LOG_DELIVERIES.map(({ name }) => name)).size).toBe(LOG_DELIVERIES.length)
  })

  test.each(rows(LOG_DELIVERIES))(
    'are allowed by AWS’s documented statement, and to no other caller: %s',
    (_, log) => {
      const before = parsePolicy(policyOf(log.statement(ARN)))
      const request = requestOf(log)
      expect(isAllowed(before, request)).toBe(true)
      expect(isAllowed(before, { ...request, caller: { type: 'anonymous' } })).toBe(false)
      expect(isAllowed(before, { ...request, action: 's3:GetObject' })).toBe(false)
    },
  )

  test.each(rows(LOG_DELIVERIES))(
    "work as before after Cooper's statements are removed: %s",
    (_, log) => {
      const before = policyOf(log.statement(ARN))
      const { document } = remediated(before, KEYED, STRICTEST)
      const after = mergeOwnStatements(document, { required: [], obsolete: OWN_SIDS }, BUCKET)
      expect(after.document).toEqual(before)
    },
  )
})
