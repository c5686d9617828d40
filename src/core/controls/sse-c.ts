import { whoSendsSseC } from '../assessment/users/upload-headers.ts'
import { blocksSseC } from '../encryption/rule.ts'
import { examine } from '../explain/examine.ts'
import { compliant, NOT_REQUIRED, nonCompliant, unknown } from '../finding.ts'
import { sseCUploads } from '../requests/uploads.ts'
import type { Control } from './control.ts'
import { judgeNotRequired, requireOnly } from './obsolete-statements.ts'

const SSE_C_SIDS = ['CooperDenySseC'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html */
export const sseC: Control = {
  id: 'sse-c',
  title: 'Refuses uploads with SSE-C',
  why: 'Objects that are encrypted with a customer-provided key are lost if that key is lost, and an attacker with stolen credentials can use such a key to lock you out of your data.',
  ifItBreaks: () =>
    'Uploads with SSE-C now get "403 Access Denied". Change them to SSE-KMS. Existing objects with SSE-C can still be read with their key.',
  mapping: () => ({
    securityHub: [],
    config: [],
    cis: [],
    pciDss: [],
    nist: [],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
  }),
  ownSids: SSE_C_SIDS,
  evaluate(posture, settings, look) {
    const { bucket, policy, encryption } = posture
    if (settings.sseC === undefined) return NOT_REQUIRED
    if (settings.sseC === 'keep') return judgeNotRequired(posture, SSE_C_SIDS, settings)
    if (encryption.known && blocksSseC(encryption.value)) {
      return compliant('Default encryption blocks SSE-C')
    }
    if (!policy.known) return unknown(policy.reason)
    const uploads = sseCUploads(bucket)
    const { evidence, sentence } = examine(policy.value, uploads, 'upload with SSE-C', look)
    if (evidence.enforced) return { ...compliant(sentence), evidence }
    return encryption.known ? { ...nonCompliant(sentence), evidence } : unknown(encryption.reason)
  },
  shutsOut: ({ policy }) => (policy.known && policy.value ? whoSendsSseC(policy.value) : undefined),
  remedy(_posture, settings) {
    if (settings.sseC === undefined) return {}
    return settings.sseC === 'block'
      ? { encryption: { blockSseC: true } }
      : { policy: requireOnly(SSE_C_SIDS, [], settings) }
  },
}
