import { examineTls } from '../explain/examine-tls.ts'
import { compliant, nonCompliant, unknown } from '../finding.ts'
import { tlsOnlyStatement } from '../policy/own-statement.ts'
import type { Control } from './control.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export const tlsOnly: Control = {
  id: 'tls-only',
  title: 'Refuses requests that do not use TLS',
  why: 'Over plain HTTP anyone on the way can read and change the data, and see who asks for it.',
  ifItHurts:
    'Clients that call http:// addresses get "403 Access Denied" now: let them use https:// with the same host and path. A static website endpoint of S3 speaks HTTP only: put CloudFront before it.',
  evaluate({ bucket, policy }) {
    if (!policy.known) return unknown(policy.reason)
    const { evidence, sentence } = examineTls(policy.value, bucket)
    const judge = evidence.enforced ? compliant : nonCompliant
    const reason = policy.value
      ? sentence
      : 'There is no bucket policy, so plain HTTP is not denied'
    return { ...judge(reason), evidence }
  },
  remedy: (bucket) => ({ type: 'policy-statement', statement: tlsOnlyStatement(bucket) }),
}
