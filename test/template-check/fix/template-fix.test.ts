import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { TemplateReport } from '../../../src/core/check/template-report.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { checkTemplates } from '../../../src/template-check/check-templates.ts'
import { SETTINGS } from '../../support/builders.ts'
import { configured, planOf, refersTo } from '../terraform/plan-builder.ts'

const STRICT: Settings = {
  ...SETTINGS,
  ...{ defaultEncryption: 'sse-kms', sseC: 'block', minimumTls: '1.2' },
}

function reportOn(file: string, text: string, settings = STRICT): TemplateReport {
  const place = { params: {}, region: 'eu-central-1', account: '123456789012' }
  const { reports } = checkTemplates([{ file, text }], { settings, today: '2026-11-20', ...place })
  const [report] = reports
  if (!report) throw new Error('The template has no bucket')
  return report
}

const ALLOW = {
  Effect: 'Allow',
  Principal: { AWS: '123456789012' },
  Action: 's3:GetObject',
  Resource: { 'Fn::Sub': `\${Data.Arn}/*` },
}
const POLICY = {
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: { Ref: 'Data' },
    PolicyDocument: { Version: '2012-10-17', Statement: [ALLOW] },
  },
}
const BUCKET = { Type: 'AWS::S3::Bucket' }
const NAMED = { ...BUCKET, Properties: { BucketName: 'orders' } }

const TEMPLATES = [
  ['a bucket without a policy', { Data: BUCKET }],
  ['a bucket with a name', { Data: NAMED }],
  ['a bucket with a policy', { Data: BUCKET, Access: POLICY }],
] as const

type Fields = Record<string, never>

/** The template after a person has put the lines where they belong. */
function fixed(template: Fields, fix: string): unknown {
  const resources = structuredClone(template) as Record<string, Fields>
  for (const section of fix.split(/\n\n(?=#)/)) {
    const [heading = '', ...lines] = section.split('\n')
    const value = parse(lines.join('\n'), { customTags: TAGS })
    const named = /^# In (?:the properties of (\w+)|the policy document of (\w+)|Resources)/
    const [, bucket, policy] = named.exec(heading) ?? []
    if (bucket) Object.assign(resources, { [bucket]: withProperties(resources[bucket], value) })
    else if (policy) Object.assign(resources, { [policy]: withStatements(value) })
    else Object.assign(resources, value)
  }
  return { Resources: resources }
}

const TAGS = [
  { tag: '!Ref', resolve: (Ref: string) => ({ Ref }) },
  { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) },
  { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) },
]

const withProperties = (bucket: Fields | undefined, more: object) => ({
  ...bucket,
  Properties: { ...(bucket as { Properties?: object } | undefined)?.Properties, ...more },
})

const withStatements = (more: readonly unknown[]) => ({
  ...POLICY,
  Properties: {
    ...POLICY.Properties,
    PolicyDocument: { ...POLICY.Properties.PolicyDocument, Statement: [ALLOW, ...more] },
  },
})

describe.each(TEMPLATES)('%s', (_, resources) => {
  test.each([
    ['template.yaml', (value: unknown) => stringify(value)],
    ['template.json', (value: unknown) => JSON.stringify(value)],
  ])('%s is compliant with the lines that the check prints', (file, print) => {
    const before = reportOn(file, print({ Resources: resources }))
    expect(before.findings.some(({ verdict }) => verdict === 'non-compliant')).toBe(true)
    const after = reportOn(file, print(fixed(resources as never, before.fix ?? '')))
    const left = after.findings.filter(
      ({ verdict }) => verdict !== 'compliant' && verdict !== 'not-applicable',
    )
    expect(left).toEqual([])
    expect(after.fix).toBeUndefined()
  })
})

test('a template of YAML gets short forms', () => {
  const { fix } = reportOn('template.yaml', stringify({ Resources: { Data: BUCKET } }), SETTINGS)
  expect(fix).toBe(`# In Resources:
DataPolicy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Data
    PolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Sid: TlsOnly
          Effect: Deny
          Principal: '*'
          Action: s3:*
          Resource:
            - !GetAtt Data.Arn
            - !Sub \${Data.Arn}/*
          Condition:
            Bool:
              aws:SecureTransport: 'false'`)
})

test('a template of the CDK gets lines for the program', () => {
  const cdk = { ...BUCKET, Metadata: { 'aws:cdk:path': 'Stack/Data/Resource' } }
  const { fix } = reportOn('cdk.json', JSON.stringify({ Resources: { Data: cdk } }), SETTINGS)
  expect(fix).toBe(`const bucket = new s3.Bucket(this, 'Bucket', {
  enforceSSL: true,
})`)
})

describe('a plan of Terraform gets lines for the module', () => {
  const bucket = { type: 'aws_s3_bucket', name: 'orders', values: { bucket: 'orders' } }
  const fixOf = (module: string) =>
    reportOn('plan.json', planOf([{ ...bucket, module }]), SETTINGS).fix

  test.each(['', 'module.store', 'module.store["a.b"].module.inner[0]'])('in %j', (module) => {
    expect(fixOf(module)).toBe(`data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.orders.arn, "\${aws_s3_bucket.orders.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
resource "aws_s3_bucket_policy" "bucket" {
  bucket = aws_s3_bucket.orders.id
  policy = data.aws_iam_policy_document.bucket.json
}`)
  })

  test('with the encryption, and beside a policy', () => {
    const policy = {
      ...{ type: 'aws_s3_bucket_policy', name: 'orders' },
      values: { bucket: 'orders', policy: JSON.stringify({ Statement: [] }) },
    }
    const { fix } = reportOn(
      'plan.json',
      planOf([bucket, policy], {
        resources: [configured('aws_s3_bucket_policy', 'orders', { bucket: refersTo('var.x') })],
      }),
    )
    expect(fix).toContain(
      'resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {',
    )
    expect(fix).toContain('bucket = aws_s3_bucket.orders.id')
    expect(fix).toContain('beside your other statements')
    expect(fix).not.toContain('resource "aws_s3_bucket_policy"')
  })
})

test('a compliant bucket needs nothing', () => {
  const settings = { ...SETTINGS, controls: ['default-encryption'] } as const
  const report = reportOn('template.yaml', stringify({ Resources: { Data: BUCKET } }), settings)
  expect(report.fix).toBeUndefined()
})
