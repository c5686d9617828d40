import type { RemediationRecord } from '../../journal/record.ts'
import { isPut } from '../../step.ts'
import { cdk } from './cdk.ts'
import { cloudFormation } from './cloudformation.ts'
import { templateNeeds } from './needs-of-steps.ts'
import { terraform } from './terraform.ts'

/** Lines for the owner's template, for the tool that made the call, or for the two most common ones. Empty: none needed. */
export function snippetFor(record: RemediationRecord): string {
  const { bucket, partition, account, region, before, stack } = record
  const required = templateNeeds({
    bucket: { name: bucket, partition, account, region },
    steps: record.steps.map(({ step }) => step).filter(isPut),
    before,
    logicalId: stack?.logicalId,
  })
  if (required.statements.length === 0 && !required.encryption) return ''
  return toolsOf(record)
    .map((write) => write(required))
    .join('\n\n')
}

function toolsOf({ actor: { invokedBy, userAgent }, stack }: RemediationRecord) {
  const named = `${invokedBy} ${userAgent}`
  if (!stack && /terraform|opentofu/i.test(named)) return [terraform]
  if (stack || /cloudformation|aws-cdk/i.test(named)) return [cloudFormation, cdk]
  return [cloudFormation, cdk, terraform]
}
