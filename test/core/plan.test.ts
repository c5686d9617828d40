import { expect, test } from 'vitest'
import { CONTROLS } from '../../src/core/controls/all.ts'
import type { Finding } from '../../src/core/finding.ts'
import { plan } from '../../src/core/plan.ts'
import { BUCKET, SETTINGS } from '../support/builders.ts'

type Verdict = Finding['verdict']

const steps = (encryption: Verdict, tls: Verdict) => {
  const verdicts: Readonly<Record<string, Verdict>> = {
    'default-encryption': encryption,
    'tls-only': tls,
  }
  const findings = CONTROLS.map(({ id, title }): Finding => {
    return { control: id, title, verdict: verdicts[id] ?? 'compliant', reason: '' }
  })
  return plan(findings, CONTROLS, BUCKET, SETTINGS).map(({ type }) => type)
}

test.each<[string, Verdict, Verdict, readonly string[]]>([
  ['nothing to do', 'compliant', 'compliant', []],
  ['unknown is no licence to act', 'unknown', 'unknown', []],
  ['only what falls short', 'compliant', 'non-compliant', ['put-bucket-policy']],
  ['unknown beside a proven case', 'non-compliant', 'unknown', ['put-bucket-encryption']],
  [
    'encryption first, policy second',
    'non-compliant',
    'non-compliant',
    ['put-bucket-encryption', 'put-bucket-policy'],
  ],
])('%s', (_reason, encryption, tls, expected) => {
  expect(steps(encryption, tls)).toEqual(expected)
})
