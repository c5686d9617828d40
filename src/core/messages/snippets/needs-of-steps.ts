import type { Bucket } from '../../bucket.ts'
import { strengthen } from '../../encryption/requirement.ts'
import { blocksSseC, type EncryptionRule } from '../../encryption/rule.ts'
import type { Snapshot } from '../../posture.ts'
import type { PutStep } from '../../step.ts'
import type { TemplateEncryption, TemplateNeeds } from './template-needs.ts'

interface PlannedForTemplate {
  readonly bucket: Bucket
  readonly steps: readonly PutStep[]
  readonly before: Snapshot
  readonly logicalId: string | undefined
}

/** What the template of a bucket must contain so that the steps are not needed. */
export function templateNeeds({
  bucket,
  steps,
  before,
  logicalId,
}: PlannedForTemplate): TemplateNeeds {
  const requirements = steps.flatMap((step) =>
    step.attribute === 'encryption' ? [step.change] : [],
  )
  const rule = requirements.reduce(
    (present, requirement) => strengthen(present, requirement, bucket),
    before.encryption ?? undefined,
  )
  return {
    bucket: bucket.name,
    partition: bucket.partition,
    logicalId,
    isNewPolicy: before.policy === null,
    statements: steps.flatMap((step) => (step.attribute === 'policy' ? step.change.required : [])),
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
