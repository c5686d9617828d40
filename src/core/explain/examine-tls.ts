import type { Look } from '../policy/decision/look.ts'
import type { Policy } from '../policy/document.ts'
import { isCanonicalTls } from '../requests/canonical-tls.ts'
import type { OwnedBucket } from '../requests/from-anybody.ts'
import { plainHttp } from '../requests/plain-http.ts'
import { type Evidence, type Examination, examine, NO_POLICY } from './examine.ts'

export type TlsEvidence = Evidence & { readonly canonical: boolean }

export interface TlsExamination extends Examination {
  readonly evidence: TlsEvidence
}

/** Whether a policy denies every plain-HTTP request, and whether AWS Config recognizes it. */
export function examineTls(
  policy: Policy | undefined,
  bucket: OwnedBucket,
  look?: Look,
): TlsExamination {
  const { evidence, sentence } = examine(policy, plainHttp(bucket), 'plain-HTTP request', look)
  const { enforced, ...proof } = evidence
  const canonical = isCanonicalTls(policy ?? NO_POLICY, bucket)
  return { sentence, evidence: { enforced, canonical, ...proof } }
}
