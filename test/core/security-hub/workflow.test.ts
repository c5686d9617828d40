import { expect, test } from 'vitest'
import type { Verdict } from '../../../src/core/check/bucket-report.ts'
import type { AsffFinding } from '../../../src/core/security-hub/asff-finding.ts'
import {
  type EarlierFinding,
  EXEMPT_FIELD,
  SUPPRESSED_FIELD,
  withWorkflow,
} from '../../../src/core/security-hub/workflow.ts'

const finding = (verdict: Verdict): AsffFinding => ({
  ...{ Id: 'cooper/tls-only/1/us-east-1/b', ProductArn: 'arn', AwsAccountId: '1' },
  ...{ Region: 'us-east-1', ProductFields: { 'cooper/Verdict': verdict } },
})

const open = { isExempt: false, isSuppressedByCooper: false }
const byCooper = { isExempt: true, isSuppressedByCooper: true }
const byNobody = { isExempt: true, isSuppressedByCooper: false }

type Row = [string, Verdict, EarlierFinding | undefined, string | undefined, string, string]

test.each<Row>([
  ['a new finding is exempt', 'exempt', undefined, 'SUPPRESSED', 'true', 'true'],
  ['its exemption begins', 'exempt', { ...open, workflow: 'NEW' }, 'SUPPRESSED', 'true', 'true'],
  [
    'begins; a person was notified',
    'exempt',
    { ...open, workflow: 'NOTIFIED' },
    'SUPPRESSED',
    'true',
    'true',
  ],
  [
    'begins; a person has resolved it',
    'exempt',
    { ...open, workflow: 'RESOLVED' },
    undefined,
    'true',
    'false',
  ],
  [
    'begins; a person has suppressed it',
    'exempt',
    { ...open, workflow: 'SUPPRESSED' },
    undefined,
    'true',
    'false',
  ],
  ['goes on', 'exempt', { ...byCooper, workflow: 'SUPPRESSED' }, undefined, 'true', 'true'],
  [
    'goes on; a person has reopened it',
    'exempt',
    { ...byCooper, workflow: 'NEW' },
    undefined,
    'true',
    'false',
  ],
  [
    'goes on; a person had suppressed it',
    'exempt',
    { ...byNobody, workflow: 'SUPPRESSED' },
    undefined,
    'true',
    'false',
  ],
  [
    'its bucket cannot be read for a while',
    'unknown',
    { ...byCooper, workflow: 'SUPPRESSED' },
    undefined,
    'true',
    'true',
  ],
  ['ends', 'non-compliant', { ...byCooper, workflow: 'SUPPRESSED' }, 'NEW', 'false', 'false'],
  [
    'ends, since nothing is asked for',
    'not-applicable',
    { ...byCooper, workflow: 'SUPPRESSED' },
    'NEW',
    'false',
    'false',
  ],
  [
    'ends; a person has resolved it',
    'compliant',
    { ...byCooper, workflow: 'RESOLVED' },
    undefined,
    'false',
    'false',
  ],
  [
    'ends; a person had suppressed it',
    'compliant',
    { ...byNobody, workflow: 'SUPPRESSED' },
    undefined,
    'false',
    'false',
  ],
  ['was never exempt', 'non-compliant', undefined, undefined, 'false', 'false'],
  [
    'was never exempt; a person has suppressed it',
    'compliant',
    { ...open, workflow: 'SUPPRESSED' },
    undefined,
    'false',
    'false',
  ],
  [
    'is unknown, and was not exempt',
    'unknown',
    { ...open, workflow: 'NEW' },
    undefined,
    'false',
    'false',
  ],
])('%s', (_reason, verdict, earlier, move, isExempt, isSuppressed) => {
  const moved = withWorkflow(finding(verdict), earlier)
  expect(moved.move).toBe(move)
  expect(moved.finding).toEqual({
    ...finding(verdict),
    ProductFields: {
      'cooper/Verdict': verdict,
      [EXEMPT_FIELD]: isExempt,
      [SUPPRESSED_FIELD]: isSuppressed,
    },
  })
})
