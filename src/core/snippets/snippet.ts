import { type EncryptionRule, strengthen } from '../encryption.ts'
import type { RemediationRecord } from '../record.ts'
import { cloudFormation } from './cloudformation.ts'
import { terraform } from './terraform.ts'
import type { Wanted, WantedEncryption } from './wanted.ts'

/** Lines for the owner's own template, in the tool that they used, else for the two most common. */
export function snippetFor(record: RemediationRecord): string {
  const wanted = wantedIn(record)
  return toolsOf(record.actor)
    .map((write) => write(wanted))
    .join('\n\n')
}

function toolsOf({ invokedBy, userAgent }: RemediationRecord['actor']) {
  const named = `${invokedBy} ${userAgent}`
  if (/terraform|opentofu/i.test(named)) return [terraform]
  if (/cloudformation|aws-cdk/i.test(named)) return [cloudFormation]
  return [cloudFormation, terraform]
}

function wantedIn({ bucket, partition, steps, before }: RemediationRecord): Wanted {
  const planned = steps.map(({ step }) => step)
  const minimum = planned.find((step) => step.type === 'put-bucket-encryption')?.minimum
  return {
    bucket,
    partition,
    tlsOnly: planned.some(({ type }) => type === 'put-bucket-policy'),
    encryption: minimum && wantedEncryption(strengthen(before.encryption ?? undefined, minimum)),
  }
}

function wantedEncryption(rule: EncryptionRule): WantedEncryption {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {}
  return {
    algorithm: isPlain(SSEAlgorithm) ? SSEAlgorithm : 'ALGORITHM',
    key: KMSMasterKeyID && (isPlain(KMSMasterKeyID) ? KMSMasterKeyID : 'ARN-OF-THE-KEY'),
    bucketKey: rule.BucketKeyEnabled === true,
  }
}

// S3 stores any text as a key. These lines are meant to be copied into a template, which must not run it.
const isPlain = (text: string) => /^[A-Za-z0-9:/_-]{1,256}$/.test(text)
