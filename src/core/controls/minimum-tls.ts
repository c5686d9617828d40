import { mayLackTls13, whoLacksTls13 } from '../assessment/users/without-tls-1-3.ts'
import { examine } from '../explain/examine.ts'
import { compliant, NOT_REQUIRED, nonCompliant, unknown } from '../finding.ts'
import { oldTls } from '../requests/old-tls.ts'
import { minimumTlsStatement } from '../statements/cooper-statements.ts'
import type { Control } from './control.ts'
import { judgeNotRequired, judgeObsolete, requireOnly } from './obsolete-statements.ts'

const MINIMUM_TLS_SIDS = ['CooperMinimumTls'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
export const minimumTls: Control = {
  id: 'minimum-tls',
  title: 'Refuses old versions of TLS',
  why: 'Old versions of TLS have known weaknesses, and security standards prohibit them.',
  ifItBreaks: () =>
    'Clients with an old TLS library now get "403 Access Denied". Update the client or its runtime.',
  // CIS 7.0.0 3.1.1 also names a statement on TLS versions, but that statement does not deny plain HTTP.
  mapping: () => ({
    securityHub: [],
    config: [],
    cis: [],
    pciDss: [],
    nist: [],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
  }),
  ownSids: MINIMUM_TLS_SIDS,
  shutsOut: ({ policy }, { minimumTls: version }) =>
    version === '1.3' && policy.known && policy.value ? whoLacksTls13(policy.value) : undefined,
  affects: ({ policy }, { minimumTls: version }) =>
    version === '1.3' && policy.known && policy.value ? mayLackTls13(policy.value) : [],
  mayRefuseAnybody:
    'Anyone may read objects of this bucket, and those who use an old version of TLS would be refused',
  breaksWebsites: () => 'The bucket hosts a static website, which is served without TLS',
  evaluate(posture, settings, look) {
    const { bucket, policy } = posture
    const { minimumTls: version } = settings
    if (version === undefined) return NOT_REQUIRED
    if (version === 'none') return judgeNotRequired(posture, MINIMUM_TLS_SIDS, settings)
    if (!policy.known) return unknown(policy.reason)
    const kind = `request over TLS below ${version}`
    const { evidence, sentence } = examine(policy.value, oldTls(bucket, version), kind, look)
    if (!evidence.enforced) return { ...nonCompliant(sentence), evidence }
    const required = [minimumTlsStatement(bucket, version)]
    return (
      judgeObsolete(posture, MINIMUM_TLS_SIDS, required, settings) ?? {
        ...compliant(sentence),
        evidence,
      }
    )
  },
  remedy({ bucket }, settings) {
    const { minimumTls: version } = settings
    if (version === undefined) return {}
    const required = version === 'none' ? [] : [minimumTlsStatement(bucket, version)]
    return { policy: requireOnly(MINIMUM_TLS_SIDS, required, settings) }
  },
}
