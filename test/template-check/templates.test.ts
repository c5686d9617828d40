import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/core/check/bucket-report.ts'
import type { TemplateReport } from '../../src/core/check/template-report.ts'
import { checkTemplates } from '../../src/template-check/check-templates.ts'
import { findingIn, type TemplateTrial, templateCheck } from './support.ts'

const FOLDER = join(import.meta.dirname, 'templates')

const read = (file: string) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') })

const checkFiles = (files: readonly string[], trial: TemplateTrial = {}) =>
  checkTemplates(files.map(read), templateCheck(withTls12(trial)))

const withTls12 = ({ settings, ...others }: TemplateTrial): TemplateTrial => ({
  settings: { minimumTls: '1.2', ...settings },
  ...others,
})

const CONTROLS = ['tls-only', 'minimum-tls', 'default-encryption', 'bucket-key', 'sse-c'] as const
type Expected = Partial<Readonly<Record<(typeof CONTROLS)[number], Verdict>>>

/** The verdicts that are not compliant. */
function verdictsOf(report: TemplateReport): Expected {
  const verdicts = CONTROLS.map((control) => [control, findingIn(report, control)?.verdict])
  return Object.fromEntries(verdicts.filter(([, verdict]) => verdict !== 'compliant'))
}

const BAD = 'non-compliant'
const NO_TLS = { 'tls-only': BAD, 'minimum-tls': BAD } as const
const ANY_TLS = { 'minimum-tls': BAD } as const
const UNCLEAR = Object.fromEntries(CONTROLS.map((control) => [control, 'unknown'])) as Expected

/** The verdicts that are not compliant, by the address of each bucket. */
const TEMPLATES: readonly (readonly [
  file: string,
  expected: Readonly<Record<string, Expected>>,
  trial?: TemplateTrial,
])[] = [
  ['plain-bucket.yaml', { Orders: NO_TLS }],
  ['plain-bucket.yaml', { Orders: { ...NO_TLS, 'sse-c': BAD } }, { region: 'me-central-1' }],
  ['plain-bucket.yaml', { Orders: { ...NO_TLS, 'sse-c': 'unknown' } }, { region: undefined }],
  ['tls-only.yaml', { Orders: {} }],
  ['tls-only.yaml', { Orders: {} }, { region: 'cn-north-1' }],
  ['tls-only.json', { Orders: ANY_TLS }],
  ['objects-only.yaml', { Orders: NO_TLS }],
  ['allow-only-tls.yaml', { Orders: NO_TLS }],
  ['vpc-endpoint.yaml', { Orders: NO_TLS }],
  ['vpc-endpoint.yaml', { Orders: NO_TLS }, { params: { EndpointId: 'vpce-0a1b2c3d4e5f67890' } }],
  ['vpc-endpoint-of-stack.yaml', { Orders: ANY_TLS }],
  ['organization.yaml', { Orders: NO_TLS }],
  ['kms-key.yaml', { Orders: { ...NO_TLS, 'sse-c': BAD } }],
  [
    'kms-key.yaml',
    { Orders: { ...NO_TLS, 'sse-c': BAD } },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  ['kms-without-bucket-key.yaml', { Orders: { ...NO_TLS, 'bucket-key': BAD } }],
  [
    'dsse.yaml',
    { Orders: { ...NO_TLS, 'sse-c': BAD } },
    { settings: { defaultEncryption: 'dsse-kms' } },
  ],
  ['sse-c-denied.yaml', { Orders: NO_TLS }],
  ['website.yaml', { Site: { 'tls-only': 'exempt', 'minimum-tls': 'exempt' } }],
  ['website.yaml', { Site: NO_TLS }, { settings: { websiteBuckets: 'remediate' } }],
  ['load-balancer-logs.yaml', { Logs: NO_TLS }],
  [
    'load-balancer-logs.yaml',
    { Logs: { ...NO_TLS, 'default-encryption': 'exempt' } },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  [
    'access-logs-acl.yaml',
    { Logs: { ...NO_TLS, 'default-encryption': 'exempt' } },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  ['stages.yaml', { Orders: { ...ANY_TLS, 'sse-c': 'unknown' }, Audit: NO_TLS }],
  ['stages.yaml', { Orders: ANY_TLS }, { params: { Stage: 'dev' } }],
  [
    'stages.yaml',
    { Orders: { ...ANY_TLS, 'sse-c': BAD }, Audit: NO_TLS },
    { params: { Stage: 'prod' } },
  ],
  [
    'for-each.yaml',
    { Bucketorders: ANY_TLS, Bucketstock: ANY_TLS, eucentral1raw: NO_TLS, euwest1raw: NO_TLS },
  ],
  ['anchors.yaml', { Orders: ANY_TLS, Stock: { 'tls-only': 'exempt', 'minimum-tls': BAD } }],
  ['anchors.yaml', { Orders: ANY_TLS, Stock: NO_TLS }, { today: '2027-01-01' }],
  ['two-policies.yaml', { Orders: { 'tls-only': 'unknown', 'minimum-tls': BAD } }],
  ['refused-policy.yaml', { Orders: { 'tls-only': 'unknown', 'minimum-tls': 'unknown' } }],
  ['public-and-blocked.yaml', { Downloads: NO_TLS }],
  [
    'public-and-blocked.yaml',
    { Downloads: { 'tls-only': 'exempt', 'minimum-tls': 'exempt' } },
    { settings: { publicBuckets: 'exempt' } },
  ],
  ['china.yaml', { Orders: ANY_TLS }, { region: 'cn-northwest-1' }],
  ['china.yaml', { Orders: { ...ANY_TLS, 'sse-c': 'unknown' } }, { region: undefined }],
  ['hard-coded-partition.yaml', { Orders: ANY_TLS }],
  ['hard-coded-partition.yaml', { Orders: NO_TLS }, { region: 'us-gov-west-1' }],
  ['forced-header.yaml', { Orders: ANY_TLS }],
  ['macro.yaml', { Orders: UNCLEAR }],
  ['included.yaml', { Orders: UNCLEAR }],
  ['sam.yaml', { Uploads: ANY_TLS }],
  ['export.yaml', { Orders: NO_TLS }],
  ['parent.yaml', { Orders: NO_TLS }],
  ['cdk-enforce-ssl.json', { Orders8A1: {} }],
  [
    'cdk-enforce-ssl.json',
    { Orders8A1: { 'sse-c': 'unknown' } },
    { region: undefined, account: undefined },
  ],
  [
    'cdk-enforce-ssl.json',
    { Orders8A1: { 'minimum-tls': BAD } },
    { settings: { minimumTls: '1.3' } },
  ],
  ['cdk-minimum-tls-only.json', { Orders8A1: { 'tls-only': BAD } }],
  ['cdk-without-ssl.json', { Orders8A1: { ...NO_TLS, 'sse-c': BAD } }],
  ['cdk-access-logs.json', { Logs: ANY_TLS, Orders: ANY_TLS }],
  [
    'cdk-access-logs.json',
    {
      Logs: { ...ANY_TLS, 'default-encryption': 'exempt' },
      Orders: { ...ANY_TLS, 'default-encryption': BAD },
    },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  ['cdk-origin-access-control.json', { Site: ANY_TLS }],
  ['cdk-origin-access-identity.json', { Site: NO_TLS }],
  [
    'cdk-origin-access-identity.json',
    { Site: { ...NO_TLS, 'default-encryption': 'exempt' } },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  ['cdk-grants.json', { Orders: ANY_TLS }],
  ['cdk-grants.json', { Orders: ANY_TLS }, { account: undefined }],
  [
    'cdk-grants.json',
    { Orders: { ...ANY_TLS, 'default-encryption': 'exempt' } },
    { settings: { defaultEncryption: 'sse-kms' } },
  ],
  ['cdk-kms.json', { Orders: { ...ANY_TLS, 'sse-c': BAD } }],
  ['cdk-replication.json', { Source: NO_TLS, Target: ANY_TLS }],
  ['cdk-condition.json', { Orders: ANY_TLS }],
  ['serverless-packaged.json', { ServerlessDeploymentBucket: { ...ANY_TLS, 'sse-c': BAD } }],
]

describe('templates', () => {
  const rows = TEMPLATES.map(([file, expected, trial = {}]) => ({ file, expected, trial }))

  test.each(rows)('$file', ({ file, expected, trial }) => {
    const { reports } = checkFiles([file], trial)
    const found = reports.map((report) => [report.place.address, verdictsOf(report)])
    expect(Object.fromEntries(found)).toEqual(expected)
    expect(found.length).toBe(Object.keys(expected).length)
  })

  test.each([
    ['a policy that imports the bucket', ['export.yaml', 'import.yaml']],
    ['a policy of a nested stack', ['parent.yaml', 'child.yaml']],
  ])('%s', (_name, files) => {
    const together = checkFiles(files)
    expect(together.reports.map(verdictsOf)).toEqual([ANY_TLS])
    expect(together.notes).toEqual([])
    const [first = '', ...others] = files
    const apart = checkFiles([first], { with: others.map(read) })
    expect(apart.reports.map(verdictsOf)).toEqual([ANY_TLS])
  })
})

describe('notes', () => {
  test.each([
    ['two-policies.yaml', /the bucket Orders has several policies: DenyPolicy, AllowPolicy/],
    [
      'public-and-blocked.yaml',
      /the bucket Downloads has a public policy.*the deployment will fail/,
    ],
    ['import.yaml', /the bucket of the policy OrdersPolicy is in none of the templates/],
    ['macro.yaml', /the transform AcmeBuckets may change the template/],
  ])('of %s', (file, note) => {
    expect(checkFiles([file]).notes).toEqual([expect.stringMatching(note)])
  })
})

test('a policy that is not deployed is no policy of another bucket', () => {
  const text = read('tls-only.yaml').text.replace(
    'Type: AWS::S3::BucketPolicy',
    'Type: AWS::S3::BucketPolicy\n    Condition: Never',
  )
  const never = `Conditions: { Never: !Equals [a, b] }\n${text}`
  const { reports, notes } = checkTemplates([{ file: 'a.yaml', text: never }], templateCheck())
  expect(findingIn(reports[0])?.verdict).toBe('non-compliant')
  expect(notes).toEqual([])
})

describe('reports', () => {
  test('name the language, the bucket and the places', () => {
    const reports = ['tls-only.yaml', 'tls-only.json', 'cdk-kms.json'].map(
      (file) => checkFiles([file]).reports[0],
    )
    expect(reports.map((report) => report?.language)).toEqual([
      ...['cloudformation-yaml', 'cloudformation-json', 'cdk'],
    ])
    expect(reports[0]?.name).toBe('orders-123456789012-eu-central-1')
    expect(reports[1]?.name).toBeUndefined()
    expect(findingIn(reports[0])?.place).toMatchObject({ address: 'OrdersPolicy', line: 14 })
    expect(findingIn(reports[1])?.place).toMatchObject({
      address: 'OrdersPolicy',
      line: 8,
      column: 9,
    })
    expect(findingIn(reports[2], 'default-encryption')?.place.address).toBe('Orders')
  })

  test('have no name where the readings have several', () => {
    expect(checkFiles(['stages.yaml']).reports[0]?.name).toBeUndefined()
    const { reports } = checkFiles(['stages.yaml'], { params: { Stage: 'test' } })
    expect(reports[0]?.name).toBe('acme-orders-test')
  })
})
