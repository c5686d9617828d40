import { expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import type { ControlId } from '../../../src/core/controls/ids.ts'
import { standardsOf } from '../../../src/core/controls/mapping.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { circumstances, posture, SETTINGS } from '../../support/builders.ts'

const idsOf = (control: ControlId, settings: Partial<Settings>): readonly string[] => {
  const findings = assess(posture(), circumstances(settings))
  return findings.flatMap((one) => (one.control === control ? standardsOf(one.mapping) : []))
}

// https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17: S3.17 fails with SSE-S3.
const NEEDS_KMS = ['Security Hub S3.17', 's3-default-encryption-kms', 'PCI DSS', 'SC-12(2)']

test.each<[Settings['defaultEncryption'], boolean]>([
  ['sse-s3', false],
  ['sse-kms', true],
  ['dsse-kms', true],
])('a finding on %s is evidence for what needs a KMS key: %s', (defaultEncryption, isEvidence) => {
  const ids = idsOf('default-encryption', { defaultEncryption }).join('; ')
  for (const id of NEEDS_KMS) expect(ids.includes(id), id).toBe(isEvidence)
  expect(ids).toContain('s3-bucket-server-side-encryption-enabled')
  expect(ids).toContain('CIS AWS Foundations 1.4.0 2.1.1')
  expect(ids).toContain('SC-28(1)')
})

// The statement on versions of TLS does not deny plain HTTP, which "deny HTTP requests" is about.
test('only tls-only is evidence that HTTP requests are denied', () => {
  const settings = { minimumTls: '1.2' } as const
  const deniesHttp = CONTROLS.filter(({ id }) =>
    /CIS AWS Foundations .*7\.0\.0 3\.1\.1/.test(idsOf(id, settings).join()),
  )
  expect(deniesHttp.map(({ id }) => id)).toEqual(['tls-only'])
})

test('each control links to a page of AWS, with all settings', () => {
  for (const defaultEncryption of ['sse-s3', 'sse-kms'] as const)
    for (const { mapping } of CONTROLS)
      expect(mapping({ ...SETTINGS, defaultEncryption }).page).toMatch(
        /^https:\/\/docs\.aws\.amazon\.com\/AmazonS3\/latest\/userguide\/[\w-]+\.html$/,
      )
})
