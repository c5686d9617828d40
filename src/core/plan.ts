import type { Bucket } from './bucket.ts'
import type { Control, Remedy } from './controls/control.ts'
import { type ControlId, type Finding, isNonCompliant } from './finding.ts'
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
    .map((control) => ({ control: control.id, ...control.remedy(bucket, settings) }))
  return [...encryptionSteps(remedies), ...policySteps(remedies)]
}

type ControlRemedy = Remedy & { readonly control: ControlId }

const encryptionSteps = (remedies: readonly ControlRemedy[]): Step[] =>
  remedies
    .filter((remedy) => remedy.type === 'encryption-rule')
    .map(({ control, minimum }) => ({
      type: 'put-bucket-encryption',
      controls: [control],
      minimum,
    }))

function policySteps(remedies: readonly ControlRemedy[]): Step[] {
  const own = remedies.filter((remedy) => remedy.type === 'policy-statement')
  if (own.length === 0) return []
  const controls = own.map(({ control }) => control)
  const statements = own.map(({ statement }) => statement)
  return [{ type: 'put-bucket-policy', controls, statements }]
}
