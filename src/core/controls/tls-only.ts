import { examineTls } from '../explain/examine-tls.ts'
import { compliant, nonCompliant, unknown } from '../finding.ts'
import { tlsOnlyStatement } from '../statements/cooper-statements.ts'
import type { Control } from './control.ts'
import { requireOnly } from './obsolete-statements.ts'

const TLS_ONLY_SIDS = ['CooperTlsOnly'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export const tlsOnly: Control = {
  id: 'tls-only',
  title: 'Refuses requests that do not use TLS',
  why: 'Over plain HTTP anyone on the way can read and change the data, and see who asks for it.',
  ifItBreaks:
    'Clients that call http:// addresses get "403 Access Denied" now: let them use https:// with the same host and path. A static website endpoint of S3 speaks HTTP only: put CloudFront before it; or, where those who run Cooper spare websites, take "CooperTlsOnly" out of the policy again.',
  documentation: {
    settings: '`TLS_STATEMENT` `any` \\| `canonical` (`any`); `WEBSITE_BUCKETS`',
    mustHold:
      "every plain-HTTP request is denied, by whichever statements; `canonical`: and AWS's recommended statement is in the policy literally, where AWS Config sees it",
    remedy: 'adds the statement `CooperTlsOnly`',
  },
  mapping: {
    securityHub: ['S3.5'],
    config: ['s3-bucket-ssl-requests-only'],
    cis: ['1.4.0 2.1.2', '3.0.0 2.1.1', '5.0.0 2.1.1', '7.0.0 3.1.1'],
    pciDss: ['4.2.1'],
    nist: [
      ...['AC-4', 'AC-17(2)', 'IA-5(1)', 'SC-7(4)', 'SC-8', 'SC-8(1)', 'SC-8(2)', 'SC-12(3)'],
      ...['SC-13', 'SC-23', 'SC-23(3)', 'SI-7(6)'],
    ],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  },
  ownSids: TLS_ONLY_SIDS,
  breaksWebsites: () =>
    'A static website is served over plain HTTP, and would answer "403 Forbidden"',
  evaluate({ bucket, policy }, { tlsStatement }) {
    if (!policy.known) return unknown(policy.reason)
    const { evidence, sentence } = examineTls(policy.value, bucket)
    if (!policy.value) {
      return { ...nonCompliant('There is no bucket policy, so plain HTTP is not denied'), evidence }
    }
    if (!evidence.enforced) return { ...nonCompliant(sentence), evidence }
    return tlsStatement === 'any' || evidence.canonical
      ? { ...compliant(sentence), evidence }
      : { ...nonCompliant(`${sentence}, but not in the form that AWS Config sees`), evidence }
  },
  remedy: ({ bucket }) => ({ policy: requireOnly(TLS_ONLY_SIDS, [tlsOnlyStatement(bucket)]) }),
}
