import type { TemplateLanguage, TemplatePlace } from '../../core/check/template-report.ts'
import { type Finding, isNonCompliant } from '../../core/finding.ts'
import { templateNeeds } from '../../core/messages/snippets/needs-of-steps.ts'
import { planSteps } from '../../core/plan/plan.ts'
import { snapshotOf } from '../../core/posture.ts'
import type { JudgedReading } from '../judge-reading.ts'
import { cdkFix } from './cdk-fix.ts'
import { jsonFix, yamlFix } from './cloudformation-fix.ts'
import type { FixNeeds } from './fix-needs.ts'
import { terraformFix } from './terraform-fix.ts'

const WRITERS: Readonly<Record<TemplateLanguage, (needs: FixNeeds) => string>> = {
  'cloudformation-yaml': yamlFix,
  'cloudformation-json': jsonFix,
  cdk: cdkFix,
  terraform: terraformFix,
}

/**
 * The lines in the language of a template that make a bucket compliant, by the findings that all readings have in common.
 * `undefined`: none are needed.
 */
export function templateFix(
  { language, place }: { readonly language: TemplateLanguage; readonly place: TemplatePlace },
  { posture, circumstances, policyPlace }: JudgedReading,
  findings: readonly Finding[],
): string | undefined {
  const steps = planSteps(findings.filter(isNonCompliant), posture, circumstances)
  if (steps.length === 0) return undefined
  const needs = templateNeeds({
    bucket: posture.bucket,
    steps,
    before: snapshotOf(posture),
    logicalId: undefined,
  })
  return WRITERS[language]({ ...needs, address: place.address, policy: policyPlace?.address })
}
