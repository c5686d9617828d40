import { assess } from '../../src/core/assessment/assess.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { nonCompliant } from '../../src/core/finding.ts'
import { plan } from '../../src/core/plan/plan.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { BUCKET, circumstances, exemptTag, policyOf, rule } from '../support/builders.ts'

/** Texts that would run, break out of an element, or hide or reorder text, if the page did not escape them. */
export const HOSTILE = [
  '<img src=x onerror=globalThis.owned=1>',
  '</script><script>globalThis.owned=1</script>',
  '<!--<script>',
  '"><svg onload=globalThis.owned=1>',
  "' autofocus onfocus=globalThis.owned=1 '",
  '&lt;b&gt;&#x3c;b>',
  '{{globalThis.owned=1}}',
  ']]><base href=//127.0.0.1:9/><link rel=stylesheet href=//127.0.0.1:9/>',
  '<style>body{display:none}</style><form action=//127.0.0.1:9/><iframe src=//127.0.0.1:9/>',
  '\u202etxt.gpj\u2066\u2069 \u0000\u0007\u001b[31m \u200b\u2028\u2029 \ud800 \ufeff',
  '__proto__',
  'javascript:globalThis.owned=1',
] as const

/** Each text in every place for text from outside: names, tags, policies, keys, errors. */
export function* hostileReports(): Generator<BucketReport> {
  for (const text of HOSTILE) {
    const bucket = { ...BUCKET, name: text, account: text, region: text }
    yield { bucket, findings: [], steps: [], error: text }
    yield { ...withPolicy(text), bucket }
    yield { ...exempted(text), bucket }
  }
}

function withPolicy(text: string): BucketReport {
  const deny = {
    Sid: 'x',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::cooper-example-bucket', 'arn:aws:s3:::cooper-example-bucket/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringLike: { 'aws:Referer': text } },
  }
  const posture = {
    bucket: BUCKET,
    policy: { known: true, value: parsePolicy(policyOf(deny)) },
    encryption: { known: true, value: rule('aws:kms', text) },
  } as const
  const here = circumstances({ defaultEncryption: 'dsse-kms', kmsKeyArn: text, minimumTls: '1.2' })
  const findings = assess(posture, here)
  const steps = (['encryption', 'policy'] as const)
    .flatMap((kind) => plan(kind, findings, posture, here))
    .map(({ step }) => step)
  const evil = { principal: text, action: text, resource: text, context: { [text]: [text, text] } }
  return {
    bucket: BUCKET,
    findings: findings.map((finding) =>
      finding.control === 'tls-only'
        ? { ...finding, ...nonCompliant(text), evidence: { enforced: false, undenied: evil } }
        : finding,
    ),
    steps,
  }
}

function exempted(text: string): BucketReport {
  const posture = {
    bucket: BUCKET,
    policy: { known: true, value: undefined },
    encryption: { known: true, value: undefined },
  } as const
  const tags = exemptTag(`all until=2027-01-31 ${text}`)
  return { bucket: BUCKET, findings: assess(posture, circumstances({}, { tags })), steps: [] }
}
