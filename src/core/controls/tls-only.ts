import { viewersOverHttp } from '../assessment/users/cloudfront.ts'
import { type Bucket, s3HostOf } from '../bucket.ts'
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
  why: 'Anyone on the network path of a plain-HTTP request can read and change the data.',
  ifItBreaks: (bucket) =>
    `Clients that use http:// URLs now get "403 Access Denied". ${secureAddress(bucket)} S3 website endpoints support HTTP only: serve the website through CloudFront, or, if the team that operates Cooper exempts websites, remove "CooperTlsOnly" from the policy.`,
  affects: ({ policy }) => (policy.known && policy.value ? viewersOverHttp(policy.value) : []),
  mapping: () => ({
    securityHub: ['S3.5'],
    config: ['s3-bucket-ssl-requests-only'],
    cis: ['1.4.0 2.1.2', '3.0.0 2.1.1', '5.0.0 2.1.1', '7.0.0 3.1.1'],
    pciDss: ['4.2.1'],
    nist: [
      ...['AC-4', 'AC-17(2)', 'IA-5(1)', 'SC-7(4)', 'SC-8', 'SC-8(1)', 'SC-8(2)', 'SC-12(3)'],
      ...['SC-13', 'SC-23', 'SC-23(3)', 'SI-7(6)'],
    ],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  }),
  ownSids: TLS_ONLY_SIDS,
  mayRefuseAnybody:
    'Anyone may read objects of this bucket, and those who use plain HTTP would be refused',
  breaksWebsites: () =>
    'The bucket hosts a static website over plain HTTP, which would answer "403 Forbidden"',
  evaluate({ bucket, policy }, { tlsStatement }, look) {
    if (!policy.known) return unknown(policy.reason)
    const { evidence, sentence } = examineTls(policy.value, bucket, look)
    if (!policy.value) {
      return { ...nonCompliant('There is no bucket policy, so plain HTTP is not denied'), evidence }
    }
    if (!evidence.enforced) return { ...nonCompliant(sentence), evidence }
    return tlsStatement === 'any' || evidence.canonical
      ? { ...compliant(sentence), evidence }
      : { ...nonCompliant(`${sentence}, but not in the form that AWS Config recognizes`), evidence }
  },
  remedy: ({ bucket }, settings) => ({
    policy: requireOnly(TLS_ONLY_SIDS, [tlsOnlyStatement(bucket)], settings),
  }),
}

// The certificate of S3 is for one label before s3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
const secureAddress = (bucket: Bucket) =>
  bucket.name.includes('.')
    ? `S3 has no certificate for the host of a bucket whose name has dots: change them to https://${s3HostOf(bucket)}/${bucket.name}/ with the same key, or serve the bucket through CloudFront.`
    : 'Change them to https:// with the same host and path.'
