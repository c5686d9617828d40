import type { EncryptionDemand } from '../core/encryption/requirement.ts'
import { nameOf } from '../core/encryption/rule.ts'
import { printable } from '../core/printable.ts'
import type { Step } from '../core/step.ts'
import type { StepDetail } from './page/row.ts'

/** What a step would put, for people to read; nothing for steps that no check comes to. */
export function describeStep(step: Step): readonly StepDetail[] {
  switch (step.type) {
    case 'put-bucket-policy':
      return [{ statements: step.wanted, retired: step.retired }]
    case 'put-bucket-encryption':
      return [{ encryption: describeDemand(step.demand) }]
    default:
      return []
  }
}

/** `at least SSE-KMS with key arn:…; a bucket key; SSE-C blocked`. */
export const describeDemand = ({
  minimum,
  bucketKey,
  blockCustomerKeys,
}: EncryptionDemand): string =>
  [
    ...(minimum ? [`at least ${nameOf(minimum.encryption)}${keyOf(minimum)}`] : []),
    ...(bucketKey ? ['a bucket key'] : []),
    ...(blockCustomerKeys ? ['SSE-C blocked'] : []),
  ].join('; ')

const keyOf = ({ encryption, keyArn }: NonNullable<EncryptionDemand['minimum']>) =>
  keyArn === undefined || encryption === 'sse-s3' ? '' : ` with key ${printable(keyArn)}`
