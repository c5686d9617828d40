import type { Bucket } from './bucket.ts'
import type { Control, Remedy } from './controls/control.ts'
import { type Finding, isNonCompliant } from './finding.ts'
import type { Settings } from './settings.ts'
import type { Step } from './step.ts'

/** The steps for what is proven to fall short: one put for all policy statements, none for what is unknown. */
export function plan(
  findings: readonly Finding[],
  controls: readonly Control[],
  bucket: Bucket,
  settings: Settings,
): readonly Step[] {
  const failing = new Set(findings.filter(isNonCompliant).map(({ control }) => control))
  const remedies = controls
    .filter(({ id }) => failing.has(id))
    .map((control) => control.remedy(bucket, settings))
  return [...encryptionSteps(remedies), ...policySteps(remedies)]
}

const encryptionSteps = (remedies: readonly Remedy[]): Step[] =>
  remedies
    .filter((remedy) => remedy.type === 'encryption-rule')
    .map(({ minimum }) => ({ type: 'put-bucket-encryption', minimum }))

function policySteps(remedies: readonly Remedy[]): Step[] {
  const statements = remedies
    .filter((remedy) => remedy.type === 'policy-statement')
    .map(({ statement }) => statement)
  return statements.length > 0 ? [{ type: 'put-bucket-policy', statements }] : []
}
