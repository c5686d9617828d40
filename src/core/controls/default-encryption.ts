import { describeRule, type EncryptionMinimum, isAtLeast, nameOf } from '../encryption.ts'
import { compliant, nonCompliant, unknown } from '../finding.ts'
import type { Settings } from '../settings.ts'
import type { Control } from './control.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
export const defaultEncryption: Control = {
  id: 'default-encryption',
  title: 'Encrypts what it stores',
  why: 'Whatever is stored here without encryption settings of its own is encrypted by this default.',
  ifItHurts:
    'Objects stored before keep the encryption they have. Where the new default uses a KMS key, those who read and write need permission to use that key.',
  evaluate({ encryption }, settings) {
    if (!encryption.known) return unknown(encryption.reason)
    const minimum = minimumOf(settings)
    const current = describeRule(encryption.value)
    switch (isAtLeast(encryption.value, minimum)) {
      case true:
        return compliant(`Default encryption is ${current}`)
      case false:
        return nonCompliant(
          `Default encryption is ${current}, and must be at least ${describeMinimum(minimum)}`,
        )
      case undefined:
        return unknown(`Default encryption is ${current}, an algorithm that Cooper does not know`)
    }
  },
  remedy: (_bucket, settings) => ({ type: 'encryption-rule', minimum: minimumOf(settings) }),
}

const minimumOf = ({ defaultEncryption, kmsKeyArn, bucketKey }: Settings): EncryptionMinimum => ({
  encryption: defaultEncryption,
  keyArn: defaultEncryption === 'sse-s3' ? undefined : kmsKeyArn,
  bucketKey,
})

const describeMinimum = ({ encryption, keyArn }: EncryptionMinimum) =>
  keyArn ? `${nameOf(encryption)} with a customer managed key` : nameOf(encryption)
