import { type EncryptionRule, strengthen } from '../encryption.ts'
import { isNonCompliant } from '../finding.ts'
import { printable } from '../printable.ts'
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

function wantedIn({ bucket, partition, findings, steps, before }: RemediationRecord): Wanted {
  const failing = findings.filter(isNonCompliant).map(({ control }) => control)
  const minimum = steps
    .map(({ step }) => step)
    .find((step) => step.type === 'put-bucket-encryption')?.minimum
  return {
    bucket,
    partition,
    tlsOnly: failing.includes('tls-only'),
    encryption: minimum && wantedEncryption(strengthen(before.encryption ?? undefined, minimum)),
  }
}

function wantedEncryption({
  ApplyServerSideEncryptionByDefault: rule,
}: EncryptionRule): WantedEncryption {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID: key } = rule ?? {}
  return { algorithm: printable(SSEAlgorithm), key: key && printable(key) }
}
