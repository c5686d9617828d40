import { assess } from '../../src/core/assessment/assess.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import {
  BUCKET,
  circumstances,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SSE_S3,
} from '../support/builders.ts'
import { STACK } from '../support/stacks.ts'

const READER = 'arn:aws:iam::210987654321:role/reader'

/** Buckets whose surroundings matter: one waits for its stack, another is read with a key, a third by anybody. */
export function surroundedReports(): readonly BucketReport[] {
  const withKey = circumstances({ defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN })
  const settling = { since: '2026-11-20T09:30:00Z', cause: 'deployment', stack: STACK } as const
  const readBy = (Principal: object | string, more: object = {}) =>
    posture({
      policy: policyOf({ ...OWNERS_STATEMENT, Principal, ...more } as typeof OWNERS_STATEMENT),
      encryption: SSE_S3,
    })
  const reports = [
    ['waits', assess(posture({ policy: null }), { ...circumstances(), settling })],
    ['read-with-key', assess(readBy({ AWS: READER }), withKey)],
    [
      'read-by-anybody',
      assess(
        readBy('*', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }),
        withKey,
      ),
    ],
  ] as const
  return reports.map(([name, findings]) => ({ bucket: { ...BUCKET, name }, findings, steps: [] }))
}
