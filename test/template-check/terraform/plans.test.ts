import { describe, expect, test } from 'vitest'
import type { ControlId } from '../../../src/core/controls/ids.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { Json, JsonObject } from '../../../src/core/policy/document.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { checkTemplates } from '../../../src/template-check/check-templates.ts'
import { SETTINGS } from '../../support/builders.ts'
import { configured, planOf, refersTo } from './plan-builder.ts'

const STATEMENT = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}
const policyText = (statement: JsonObject = STATEMENT) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

const bucket = (values: JsonObject = { bucket: 'orders' }, unknown: JsonObject = {}) => ({
  ...{ type: 'aws_s3_bucket', name: 'orders', values },
  unknown: { arn: true, id: true, ...unknown },
})
const NEW = bucket({ bucket_prefix: 'orders-' }, { bucket: true })

const policy = (values: JsonObject, unknown: JsonObject = {}) => ({
  ...{ type: 'aws_s3_bucket_policy', name: 'orders', values, unknown },
})
const named = policy({ bucket: 'orders', policy: policyText() })
const POLICY_OF_ORDERS = configured('aws_s3_bucket_policy', 'orders', {
  bucket: refersTo('aws_s3_bucket.orders.id', 'aws_s3_bucket.orders'),
})

const encryption = (rule: JsonObject, unknown: JsonObject = {}) => ({
  type: 'aws_s3_bucket_server_side_encryption_configuration',
  name: 'orders',
  values: { bucket: 'orders', rule: [rule] },
  unknown: { rule: [unknown] },
})
const byDefault = (sse_algorithm: string, kms_master_key_id = '') => ({
  apply_server_side_encryption_by_default: [{ kms_master_key_id, sse_algorithm }],
})

/** A policy document that is read during the apply, since its resources are not known before. */
const documentOf = (statement: JsonObject, unknown: JsonObject, more: JsonObject) => ({
  ...{ type: 'aws_iam_policy_document', name: 'orders', mode: 'data' as const },
  values: { statement: [statement], ...more },
  unknown: { id: true, json: true, statement: [unknown] },
})
const IN_DOCUMENT = {
  ...{ sid: '', effect: 'Deny', actions: ['s3:*'], not_actions: null, not_resources: null },
  resources: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
  principals: [{ type: '*', identifiers: ['*'] }],
  not_principals: [],
  condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
}
const withDocument = (statement: JsonObject, unknown: JsonObject, more: JsonObject = {}) =>
  planOf(
    [
      bucket(),
      policy({ bucket: 'orders' }, { policy: true }),
      documentOf(statement, unknown, more),
    ],
    {
      resources: [
        configured('aws_s3_bucket_policy', 'orders', {
          bucket: refersTo('aws_s3_bucket.orders.id', 'aws_s3_bucket.orders'),
          policy: refersTo('data.aws_iam_policy_document.orders.json'),
        }),
        configured('aws_iam_policy_document', 'orders', {}, 'data'),
      ],
    },
  )

function check(text: string, settings: Partial<Settings> = {}) {
  const options = { params: {}, region: undefined, account: undefined, today: '2026-11-20' }
  return checkTemplates([{ file: 'plan.json', text }], {
    ...options,
    settings: { ...SETTINGS, sseC: 'block', ...settings },
  })
}

function finding(text: string, control: ControlId, settings: Partial<Settings> = {}): Finding {
  const { reports } = check(text, settings)
  const found = reports[0]?.findings.find((one) => one.control === control)
  if (!found || reports.length !== 1) throw new Error(`${reports.length} buckets`)
  return found
}

type Row = readonly [reason: string, plan: string, verdict: Finding['verdict']]

describe('tls-only', () => {
  test.each<Row>([
    ['no policy', planOf([bucket()]), 'non-compliant'],
    ['a policy that denies plain HTTP, by the name', planOf([bucket(), named]), 'compliant'],
    [
      'the policy of another bucket',
      planOf([bucket(), policy({ bucket: 'other', policy: policyText() })]),
      'non-compliant',
    ],
    [
      'an existing bucket whose policy the provider reads with it',
      planOf([bucket({ bucket: 'orders', policy: policyText() })]),
      'compliant',
    ],
    [
      'a resource of its own wins over what the provider read',
      planOf([
        bucket({ bucket: 'orders', policy: policyText({ ...STATEMENT, Effect: 'Allow' }) }),
        named,
      ]),
      'compliant',
    ],
    [
      'a policy that is not known, of a bucket that the configuration refers to',
      planOf([NEW, policy({}, { bucket: true, policy: true })], { resources: [POLICY_OF_ORDERS] }),
      'unknown',
    ],
    [
      'a policy with unknown resources',
      withDocument({ ...IN_DOCUMENT, resources: [] }, { resources: [true] }),
      'unknown',
    ],
    ['a policy document in the plan', withDocument(IN_DOCUMENT, {}), 'compliant'],
    [
      'a policy document that is merged with others, which may replace its statements',
      withDocument(IN_DOCUMENT, {}, { override_policy_documents: ['{}'] }),
      'unknown',
    ],
    [
      'a policy document with empty lists of others',
      withDocument(IN_DOCUMENT, {}, { source_policy_documents: [], override_json: null }),
      'compliant',
    ],
    [
      'a condition narrows the statement, whatever its unknown value',
      withDocument(
        {
          ...IN_DOCUMENT,
          condition: [
            ...IN_DOCUMENT.condition,
            { test: 'StringNotEquals', variable: 'aws:SourceVpce', values: [] },
          ],
        },
        { condition: [{ values: [false] }, { values: [true] }] },
      ),
      'non-compliant',
    ],
    [
      'only an Allow statement is unknown',
      planOf([
        bucket(),
        policy({ bucket: 'orders', policy: policyText({ ...STATEMENT, Effect: 'Allow' }) }),
      ]),
      'non-compliant',
    ],
    [
      'a policy that is no JSON',
      planOf([bucket(), policy({ bucket: 'orders', policy: '{' })]),
      'unknown',
    ],
    [
      'a policy that S3 refuses',
      planOf([
        bucket(),
        policy({ bucket: 'orders', policy: policyText({ ...STATEMENT, Effect: 'deny' }) }),
      ]),
      'unknown',
    ],
    [
      'an earlier version of the provider writes the policy with the bucket',
      planOf([bucket({ bucket: 'orders' }, { policy: true })], {
        resources: [
          configured('aws_s3_bucket', 'orders', { policy: refersTo('aws_vpc_endpoint.s3.id') }),
        ],
      }),
      'unknown',
    ],
    [
      'a new bucket whose policy the provider will read',
      planOf([bucket({ bucket: 'orders' }, { policy: true })]),
      'non-compliant',
    ],
    [
      'a website',
      planOf([
        bucket(),
        { type: 'aws_s3_bucket_website_configuration', name: 'w', values: { bucket: 'orders' } },
      ]),
      'exempt',
    ],
    [
      'a tag exempts it',
      planOf([bucket({ bucket: 'orders', tags: { 'cooper:exempt': 'tls-only an old scanner' } })]),
      'exempt',
    ],
    [
      'a default tag of the provider exempts it',
      planOf([bucket({ bucket: 'orders', tags_all: { 'cooper:exempt': 'all' } })]),
      'exempt',
    ],
    ['tags that are not known', planOf([bucket({ bucket: 'orders' }, { tags: true })]), 'unknown'],
  ])('%s', (_, plan, verdict) => {
    expect(finding(plan, 'tls-only').verdict).toBe(verdict)
  })

  test('says what the plan does not know', () => {
    const plan = withDocument({ ...IN_DOCUMENT, resources: [] }, { resources: [true] })
    expect(finding(plan, 'tls-only').reason).toContain('known only after the apply')
  })
})

describe('default-encryption', () => {
  const KMS: Partial<Settings> = { defaultEncryption: 'sse-kms' }
  test.each<readonly [...Row, Partial<Settings>]>([
    ['none in the plan: S3 encrypts', planOf([bucket()]), 'compliant', {}],
    ['none in the plan, and a key is asked for', planOf([bucket()]), 'non-compliant', KMS],
    ['a key', planOf([bucket(), encryption(byDefault('aws:kms'))]), 'compliant', KMS],
    [
      'a key of an existing bucket, which an earlier version of the provider has within it',
      planOf([
        bucket({
          bucket: 'orders',
          server_side_encryption_configuration: [{ rule: [byDefault('aws:kms')] }],
        }),
      ]),
      'compliant',
      KMS,
    ],
    [
      'an algorithm that is not known',
      planOf([
        bucket(),
        encryption(
          { apply_server_side_encryption_by_default: [{}] },
          { apply_server_side_encryption_by_default: [{ sse_algorithm: true }] },
        ),
      ]),
      'unknown',
      KMS,
    ],
  ])('%s', (_, plan, verdict, settings) => {
    expect(finding(plan, 'default-encryption', settings).verdict).toBe(verdict)
  })

  test('a key that the plan creates is not one of those that are allowed', () => {
    const plan = planOf(
      [
        bucket(),
        { type: 'aws_kms_key', name: 'own', unknown: { arn: true } },
        encryption(
          { apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }] },
          { apply_server_side_encryption_by_default: [{ kms_master_key_id: true }] },
        ),
      ],
      {
        resources: [
          configured('aws_s3_bucket_server_side_encryption_configuration', 'orders', {
            bucket: refersTo('aws_s3_bucket.orders.id'),
            rule: [
              {
                apply_server_side_encryption_by_default: [
                  { kms_master_key_id: refersTo('aws_kms_key.own.arn', 'aws_kms_key.own') },
                ],
              },
            ],
          }),
        ],
      },
    )
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
    const settings = {
      defaultEncryption: 'sse-kms',
      kmsKeyArn: key,
      kmsKeysAllowed: [key],
    } as const
    expect(finding(plan, 'default-encryption', settings).verdict).toBe('non-compliant')
    expect(finding(plan, 'default-encryption', { defaultEncryption: 'sse-kms' }).verdict).toBe(
      'compliant',
    )
  })

  test.each([
    ['blocked', { blocked_encryption_types: ['SSE-C'] }, 'compliant'],
    ['not blocked', { blocked_encryption_types: ['NONE'] }, 'non-compliant'],
    ['not said', {}, 'non-compliant'],
  ])('sse-c: %s: %s', (_, rule, verdict) => {
    const plan = planOf([bucket(), encryption({ ...byDefault('AES256'), ...rule })])
    expect(finding(plan, 'sse-c').verdict).toBe(verdict)
  })

  test.each([
    ['a log target by its ACL', 'log-delivery-write', 'exempt'],
    ['private', 'private', 'non-compliant'],
  ])('%s: %s', (_, acl, verdict) => {
    const plan = planOf([
      bucket(),
      { type: 'aws_s3_bucket_acl', name: 'orders', values: { bucket: 'orders', acl } },
    ])
    expect(finding(plan, 'default-encryption', KMS).verdict).toBe(verdict)
  })
})

describe('references', () => {
  const names = (plan: string) =>
    check(plan).reports.map(({ place, findings }) => [
      place.address,
      findings.find(({ control }) => control === 'tls-only')?.verdict,
    ])
  const each = (index: string) => ({ ...NEW, index })
  const policyOf = (index: string) => ({
    ...policy({ policy: policyText({ ...STATEMENT, Resource: '*' }) }, { bucket: true }),
    index,
  })

  test('for_each: the instance with the same key', () => {
    const plan = planOf([each('a'), each('b'), policyOf('b')], {
      resources: [
        configured('aws_s3_bucket_policy', 'orders', {
          bucket: refersTo('aws_s3_bucket.orders', 'each.key'),
        }),
      ],
    })
    expect(names(plan)).toEqual([
      ['aws_s3_bucket.orders["a"]', 'non-compliant'],
      ['aws_s3_bucket.orders["b"]', 'compliant'],
    ])
  })

  test('an index in the reference', () => {
    const plan = planOf([each('a.b'), each('b'), { ...policyOf('x'), index: 0 }], {
      resources: [
        configured('aws_s3_bucket_policy', 'orders', {
          bucket: refersTo('aws_s3_bucket.orders["a.b"].id', 'aws_s3_bucket.orders["a.b"]'),
        }),
      ],
    })
    expect(names(plan).map(([, verdict]) => verdict)).toEqual(['compliant', 'non-compliant'])
  })

  const MODULE = {
    resources: [configured('aws_s3_bucket', 'orders', {})],
    outputs: { id: { expression: refersTo('aws_s3_bucket.orders.id', 'aws_s3_bucket.orders') } },
  }

  test('through the output of a module, and a variable of another', () => {
    const plan = planOf(
      [
        { ...NEW, module: 'module.store' },
        {
          ...policy({ policy: policyText({ ...STATEMENT, Resource: '*' }) }, { bucket: true }),
          module: 'module.guard["x"]',
        },
      ],
      {
        module_calls: {
          store: { module: MODULE },
          guard: {
            expressions: { bucket: refersTo('module.store.id', 'module.store') },
            module: {
              resources: [
                configured('aws_s3_bucket_policy', 'orders', { bucket: refersTo('var.bucket') }),
              ],
            },
          },
        },
      },
    )
    expect(names(plan)).toEqual([['module.store.aws_s3_bucket.orders', 'compliant']])
  })

  test('a circle ends', () => {
    const plan = planOf([NEW, policy({ policy: policyText() }, { bucket: true })], {
      resources: [configured('aws_s3_bucket_policy', 'orders', { bucket: refersTo('module.a.x') })],
      module_calls: {
        a: {
          expressions: { y: refersTo('module.a.x') },
          module: { outputs: { x: { expression: refersTo('var.y') } } },
        },
      },
    })
    expect(names(plan)).toHaveLength(1)
  })
})

describe('places', () => {
  test('have the address of the resource that a person would change', () => {
    const plan = planOf([bucket(), named, encryption(byDefault('AES256'))])
    const [report] = check(plan).reports
    expect(report?.language).toBe('terraform')
    expect(report?.name).toBe('orders')
    const addresses = Object.fromEntries(
      (report?.findings ?? []).map(({ control, place }) => [control, place.address]),
    )
    expect(addresses).toMatchObject({
      'tls-only': 'aws_s3_bucket_policy.orders',
      'sse-c': 'aws_s3_bucket_server_side_encryption_configuration.orders',
    })
  })

  test('a bucket without a name has none', () => {
    const [report] = check(planOf([NEW])).reports
    expect(report?.name).toBeUndefined()
    expect(report?.bucket.region).toBe('eu-central-1')
  })

  test.each<[string, JsonObject, JsonObject, string]>([
    ['of the resource', { bucket: 'orders', region: 'us-west-2' }, {}, 'us-west-2'],
    [
      'of the provider, by a variable',
      { bucket: 'orders' },
      {
        variables: { region: { value: 'ap-south-1' } },
        configuration: {
          provider_config: { aws: { expressions: { region: refersTo('var.region') } } },
          root_module: { resources: [configured('aws_s3_bucket', 'orders', {})] },
        },
      },
      'ap-south-1',
    ],
  ])('the region %s', (_, values, more, region) => {
    const plan = planOf(
      [bucket(values)],
      { resources: [configured('aws_s3_bucket', 'orders', {})] },
      more,
    )
    expect(check(plan).reports[0]?.bucket.region).toBe(region)
  })
})

describe('other input', () => {
  test('a state is read like a plan', () => {
    const { planned_values: values } = JSON.parse(planOf([bucket(), named]))
    const text = JSON.stringify({ format_version: '1.0', terraform_version: '1.13.4', values })
    expect(finding(text, 'tls-only').verdict).toBe('compliant')
  })

  test.each<[string, Json, string]>([
    [
      'a later format',
      { format_version: '2.0', planned_values: {} },
      'format_version: must be 0.x or 1.x',
    ],
    [
      'resources that are no list',
      { format_version: '1.2', planned_values: { root_module: { resources: 1 } } },
      'planned_values.root_module.resources',
    ],
    [
      'an address that is no text',
      { format_version: '1.2', planned_values: { root_module: { resources: [{ address: 1 }] } } },
      'planned_values.root_module.resources.0.address',
    ],
  ])('%s is refused', (_, plan, problem) => {
    expect(() => check(JSON.stringify(plan))).toThrow(problem)
  })

  test('names of the prototype are names', () => {
    const text = planOf([bucket()]).replaceAll('"orders"', '"constructor"')
    expect(check(text).reports[0]?.name).toBe('constructor')
  })
})
