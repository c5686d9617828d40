import { blocksCustomerKeys } from '../encryption/rule.ts'
import { examine } from '../explain/examine.ts'
import { compliant, nonCompliant, unknown } from '../finding.ts'
import { customerKeyUploads } from '../requests/uploads.ts'
import { noCustomerKeysStatement } from '../statements/cooper-statements.ts'
import type { Control } from './control.ts'
import { judgeUnasked, only } from './leftovers.ts'

const OWN_SIDS = ['CooperNoCustomerKeys'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html */
export const customerKeys: Control = {
  id: 'customer-keys',
  title: 'Refuses keys that the caller brings along',
  why: 'What is stored under a key that only the caller knows is lost with that key, and who steals credentials can lock the data away with one.',
  ifItHurts:
    'Uploads with SSE-C get "403 Access Denied" now: let them use SSE-KMS. What was stored with SSE-C before can still be read with its key.',
  documentation: {
    settings: '`SSE_C` `keep` \\| `block` (`keep`)',
    mustHold: 'uploads with SSE-C are blocked, by the encryption rule or by whichever statements',
    remedy:
      'sets `BlockedEncryptionTypes` to `SSE-C`; where S3 does not know that, adds the statement `CooperNoCustomerKeys`',
  },
  mapping: {
    securityHub: [],
    config: [],
    cis: [],
    pciDss: [],
    nist: [],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
  },
  ownSids: OWN_SIDS,
  evaluate(posture, { sseC }) {
    const { bucket, policy, encryption } = posture
    if (sseC === 'keep') return judgeUnasked(posture, OWN_SIDS)
    if (encryption.known && blocksCustomerKeys(encryption.value)) {
      return compliant('Default encryption blocks SSE-C')
    }
    if (!policy.known) return unknown(policy.reason)
    const uploads = customerKeyUploads(bucket)
    const { evidence, sentence } = examine(policy.value, uploads, 'upload with SSE-C')
    if (evidence.enforced) return { ...compliant(sentence), evidence }
    return encryption.known ? { ...nonCompliant(sentence), evidence } : unknown(encryption.reason)
  },
  remedy: (_posture, { sseC }) =>
    sseC === 'block' ? { demand: { blockCustomerKeys: true } } : { statements: only(OWN_SIDS, []) },
  fallback: ({ bucket }) => ({ statements: only(OWN_SIDS, [noCustomerKeysStatement(bucket)]) }),
}
