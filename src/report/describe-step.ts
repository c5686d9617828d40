import type { EncryptionRequirement } from '../core/encryption/requirement.ts'
import { encryptionName } from '../core/encryption/rule.ts'
import { printable } from '../core/printable.ts'
import type { Step } from '../core/step.ts'
import type { StepDetail } from './page/row.ts'

/** What a step would put, for people to read; nothing for steps that no check comes to. */
export function describeStep(step: Step): readonly StepDetail[] {
  switch (step.type) {
    case 'put-bucket-policy':
      return [{ statements: step.required, obsolete: step.obsolete }]
    case 'put-bucket-encryption':
      return [{ encryption: describeDemand(step.demand) }]
    default:
      return []
  }
}

/** `at least SSE-KMS with key arn:…; a bucket key; SSE-C blocked`. */
export const describeDemand = ({ minimum, bucketKey, blockSseC }: EncryptionRequirement): string =>
  [
    ...(minimum ? [`at least ${encryptionName(minimum.encryption)}${kmsKeyOf(minimum)}`] : []),
    ...(bucketKey ? ['a bucket key'] : []),
    ...(blockSseC ? ['SSE-C blocked'] : []),
  ].join('; ')

const kmsKeyOf = ({ encryption, keyArn }: NonNullable<EncryptionRequirement['minimum']>) =>
  keyArn === undefined || encryption === 'sse-s3' ? '' : ` with key ${printable(keyArn)}`
