import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONTROL_IDS } from '../../src/core/controls/ids.ts'
import { AsffSchema } from '../../src/local-aws/securityhub/asff-schema.ts'
import { type Account, KINDS, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

let account: Account
let stdout: string
beforeAll(async () => {
  account = await startAccount()
  const files = ['--csv', file('all.csv'), '--asff', file('all.ndjson')]
  ;({ stdout } = await cooper(['check', '--all-regions', ...files], account.environment))
})
afterAll(() => account.close())

const file = (name: string) => join(account.folder, name)
const contentOf = (name: string) => readFileSync(file(name), 'utf8')

test('several outputs at once, with the table', () => {
  expect(stdout).toContain('20 buckets of account 123456789012')
  expect(contentOf('all.csv')).not.toBe('')
  expect(contentOf('all.ndjson')).not.toBe('')
})

describe('CSV', () => {
  test('has a line per bucket and control, which a parser reads back unchanged', () => {
    const rows: Record<string, string>[] = parse(contentOf('all.csv'), { columns: true })
    expect(rows).toHaveLength(KINDS.length * ASKED.length)
    expect(new Set(rows.map(({ control }) => control))).toEqual(new Set(ASKED))
    const rowOf = (bucket: string, control: string) =>
      rows.find((row) => row.bucket === bucket && row.control === control)
    expect(rowOf('no-policy-in-ireland', 'tls-only')).toMatchObject({
      account: '123456789012',
      region: 'eu-west-1',
      verdict: 'non-compliant',
      reason: 'There is no bucket policy, so plain HTTP is not denied',
      request: expect.stringMatching(/^anonymous s3:\w+ arn:aws:s3:::no-policy-in-ireland/),
      standards: expect.stringContaining('Security Hub S3.5'),
    })
    expect(rowOf('exempt-by-tag', 'tls-only')).toMatchObject({
      verdict: 'exempt',
      exempt_by: 'tag',
      exempt_until: '2999-12-31',
    })
  })

  test('contains no control characters', () => {
    expect(contentOf('all.csv')).toContain('kcatta')
    expect(contentOf('all.csv').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
  })
})

/** The controls that the default settings ask for something. */
const ASKED = ['default-encryption', 'bucket-key', 'tls-only']

interface Asff {
  readonly [name: string]: unknown
  readonly Id: string
  readonly Region: string
  readonly ProductArn: string
  readonly GeneratorId: string
  readonly Compliance: { readonly Status: string; readonly RelatedRequirements: readonly string[] }
}

describe('the AWS Security Finding Format', () => {
  const batches = (): readonly (readonly Asff[])[] =>
    contentOf('all.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))

  test('has one finding per bucket and control, in batches of at most 100 of one region', () => {
    const findings = batches().flat()
    expect(new Set(findings.map(({ Id }) => Id)).size).toBe(KINDS.length * CONTROL_IDS.length)
    for (const batch of batches()) {
      expect(batch.length).toBeLessThanOrEqual(100)
      expect(new Set(batch.map(({ Region }) => Region)).size).toBe(1)
    }
    expect(batches().map(({ length }) => length)).toEqual(expect.arrayContaining([100, 6]))
  })

  test('is valid by the documented limits, with hostile texts too', () => {
    for (const finding of batches().flat()) {
      const parsed = v.safeParse(AsffSchema, finding)
      expect(parsed.issues && v.summarize(parsed.issues)).toBe(undefined)
    }
    const [first] = batches().flat()
    expect(v.is(AsffSchema, { ...first, Title: 'x'.repeat(257) })).toBe(false)
    expect(v.is(AsffSchema, { ...first, Workflow: { Status: 'NEW' } })).toBe(false)
  })

  // https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
  test('has all required fields in each finding, within their limits', () => {
    const text = (most: number) => expect.stringMatching(new RegExp(`^[^\\n]{1,${most}}$`))
    for (const finding of batches().flat()) {
      expect(finding).toMatchObject({
        SchemaVersion: '2018-10-08',
        Id: text(512),
        ProductArn: `arn:aws:securityhub:${finding.Region}:123456789012:product/123456789012/default`,
        GeneratorId: text(512),
        AwsAccountId: '123456789012',
        Types: [expect.stringMatching(/^Software and Configuration Checks\/[^/]+$/)],
        CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        UpdatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        Severity: { Label: expect.stringMatching(/^(INFORMATIONAL|LOW|MEDIUM)$/) },
        Title: text(256),
        Description: text(1024),
        Resources: [
          {
            Type: 'AwsS3Bucket',
            Id: expect.stringMatching(/^arn:aws:s3:::[a-z0-9-]+$/),
            Partition: 'aws',
            Region: finding.Region,
          },
        ],
        Compliance: { Status: expect.stringMatching(/^(PASSED|FAILED|WARNING|NOT_AVAILABLE)$/) },
      })
      expect(finding.Compliance.RelatedRequirements.length).toBeLessThanOrEqual(32)
    }
  })

  test.each([
    ['compliant', 'all-is-well-1', 'PASSED', 'INFORMATIONAL'],
    ['non-compliant', 'no-policy', 'FAILED', 'MEDIUM'],
    ['unknown', 'policy-unreadable', 'WARNING', 'LOW'],
    ['exempt', 'website', 'NOT_AVAILABLE', 'INFORMATIONAL'],
  ])('%s', (_verdict, bucket, Status, Label) => {
    const findings = batches().flat()
    const finding = findings.find(
      ({ Id }) => Id.startsWith('cooper/tls-only/') && Id.endsWith(`/${bucket}`),
    )
    expect(finding).toMatchObject({
      GeneratorId: 'cooper/tls-only',
      Compliance: {
        Status,
        RelatedRequirements: expect.arrayContaining([
          'CIS AWS Foundations Benchmark v3.0.0/2.1.1',
          'PCI DSS v4.0.1/4.2.1',
          'NIST.800-53.r5 SC-8(1)',
        ]),
      },
      Severity: { Label },
    })
  })

  test('what the settings do not ask for is no evidence, and the workflow is left to people', () => {
    for (const finding of batches().flat()) {
      const isAsked = ASKED.some((control) => finding.GeneratorId === `cooper/${control}`)
      if (!isAsked) expect(finding.Compliance.Status).toBe('NOT_AVAILABLE')
      expect(finding).not.toHaveProperty('Workflow')
    }
    expect(JSON.stringify(batches())).not.toContain('S3.17')
  })
})

describe('standard output', () => {
  test.each([
    ['--json', [], /^\{"verdict":/],
    ['--csv', ['-'], /^account,region,bucket,control/],
    ['--asff', ['-'], /^\[\{"SchemaVersion":/],
    ['--ocsf', ['-'], /^\{"category_uid":2,/],
  ])('gets %s instead of the table', async (option, value, begin) => {
    const args = ['check', 'no-policy', option, ...value]
    const { stdout } = await cooper(args, account.environment)
    expect(stdout).toMatch(begin)
    expect(stdout).not.toContain('1 bucket non-compliant')
  })
})
