import type { EncryptionRequirement } from '../core/encryption/requirement.ts'
import { encryptionName } from '../core/encryption/rule.ts'
import { printable } from '../core/printable.ts'
import type { PutStep } from '../core/step.ts'
import type { StepDetail } from './page/row.ts'

/** What a step would write, for people to read. */
export const describeStep = (step: PutStep): StepDetail =>
  step.attribute === 'policy'
    ? { statements: step.change.required, obsolete: step.change.obsolete }
    : { encryption: describeRequirement(step.change) }

/** `at least SSE-KMS with key arn:…; a bucket key; SSE-C blocked`. */
export const describeRequirement = ({
  minimum,
  bucketKey,
  blockSseC,
}: EncryptionRequirement): string =>
  [
    ...(minimum ? [`at least ${encryptionName(minimum.encryption)}${kmsKeyOf(minimum)}`] : []),
    ...(bucketKey ? ['a bucket key'] : []),
    ...(blockSseC ? ['SSE-C blocked'] : []),
  ].join('; ')

const kmsKeyOf = ({ encryption, keyArn }: NonNullable<EncryptionRequirement['minimum']>) =>
  keyArn === undefined || encryption === 'sse-s3' ? '' : ` with key ${printable(keyArn)}`
