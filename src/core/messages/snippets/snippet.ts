import { strengthen } from '../../encryption/requirement.ts'
import { blocksSseC, type EncryptionRule } from '../../encryption/rule.ts'
import type { RemediationRecord } from '../../journal/record.ts'
import { isPut } from '../../step.ts'
import { cdk } from './cdk.ts'
import { cloudFormation } from './cloudformation.ts'
import type { TemplateEncryption, TemplateNeeds } from './template-needs.ts'
import { terraform } from './terraform.ts'

/** Lines for the owner's template, for the tool that made the call, or for the two most common ones. Empty: none needed. */
export function snippetFor(record: RemediationRecord): string {
  const required = templateNeeds(record)
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

function templateNeeds(record: RemediationRecord): TemplateNeeds {
  const { bucket, partition, steps, before, stack } = record
  const planned = steps.map(({ step }) => step).filter(isPut)
  const requirements = planned.flatMap((step) =>
    step.attribute === 'encryption' ? [step.change] : [],
  )
  const rule = requirements.reduce(
    (present, requirement) => strengthen(present, requirement, record),
    before.encryption ?? undefined,
  )
  return {
    bucket,
    partition,
    logicalId: stack?.logicalId,
    isNewPolicy: before.policy === null,
    statements: planned.flatMap((step) =>
      step.attribute === 'policy' ? step.change.required : [],
    ),
    encryption: requirements.length > 0 && rule ? templateEncryption(rule) : undefined,
  }
}

function templateEncryption(rule: EncryptionRule): TemplateEncryption {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {}
  return {
    algorithm: isPlainText(SSEAlgorithm) ? SSEAlgorithm : 'ALGORITHM',
    key: KMSMasterKeyID && (isPlainText(KMSMasterKeyID) ? KMSMasterKeyID : 'ARN-OF-THE-KEY'),
    bucketKey: rule.BucketKeyEnabled === true,
    blocksSseC: blocksSseC(rule),
  }
}

// S3 stores any text as a key. People copy these lines into a template, so the text must not be able to run there.
const isPlainText = (text: string) => /^[A-Za-z0-9:/_-]{1,256}$/.test(text)
