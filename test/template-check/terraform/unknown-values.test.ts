import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/policy/document.ts'
import { checkTemplates } from '../../../src/template-check/check-templates.ts'
import { SETTINGS } from '../../support/builders.ts'
import { configured, planOf, refersTo } from './plan-builder.ts'

const ARNS = ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*']
const ALL = [{ type: '*', identifiers: ['*'] }]
const PLAIN = { test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }
const NETWORK = { test: 'IpAddress', variable: 'aws:SourceIp', values: ['203.0.113.0/24'] }
const ROLE = { type: 'AWS', identifiers: ['arn:aws:iam::123456789012:role/app'] }

const statement = (part: JsonObject): JsonObject => ({
  ...{ effect: 'Deny', actions: ['s3:*'], resources: ARNS, principals: ALL, condition: [PLAIN] },
  ...part,
})

/** Statements that deny plain HTTP, in part or not at all. */
const STATEMENTS: readonly JsonObject[] = [
  statement({}),
  statement({ condition: [PLAIN, NETWORK] }),
  statement({ actions: ['s3:GetObject', 's3:PutObject'] }),
  statement({ actions: null, not_actions: ['s3:GetObject'] }),
  statement({ principals: [ROLE] }),
  statement({ principals: null, not_principals: [ROLE] }),
  statement({ resources: ARNS.slice(1) }),
  statement({ effect: 'Allow', condition: [] }),
  statement({ condition: [{ ...PLAIN, values: ['true'] }] }),
  statement({ condition: [] }),
]

/** Each value of a tree, as a path to it. */
function pathsIn(value: Json, path: readonly (string | number)[] = []): readonly (typeof path)[] {
  if (Array.isArray(value))
    return [path, ...value.flatMap((one, at) => pathsIn(one, [...path, at]))]
  if (typeof value !== 'object' || value === null) return value === null ? [] : [path]
  return [path, ...Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]))]
}

/** The marks of `after_unknown` for one value. */
function marked(value: Json, [next, ...rest]: readonly (string | number)[]): Json {
  if (next === undefined) return true
  if (Array.isArray(value)) return value.map((one, at) => (at === next ? marked(one, rest) : false))
  const field = (value as JsonObject)[next] ?? null
  return { [next]: marked(field, rest) }
}

/** The value without what is marked. */
function without(value: Json, unknown: Json | undefined): Json {
  if (unknown === true) return null
  if (Array.isArray(value) && Array.isArray(unknown)) {
    return value.map((one, at) => without(one, unknown[at]))
  }
  if (typeof unknown !== 'object' || unknown === null || typeof value !== 'object') return value
  const marks = unknown as JsonObject
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, one]) => [name, without(one, marks[name])]),
  )
}

function verdictOf(statements: readonly Json[], unknown: readonly Json[]) {
  const plan = planOf(
    [
      { type: 'aws_s3_bucket', name: 'orders', values: { bucket: 'orders' } },
      {
        ...{ type: 'aws_s3_bucket_policy', name: 'orders' },
        ...{ values: { bucket: 'orders' }, unknown: { policy: true } },
      },
      {
        ...{ type: 'aws_iam_policy_document', name: 'orders', mode: 'data' },
        ...{ values: { statement: statements }, unknown: { json: true, statement: unknown } },
      },
    ],
    {
      resources: [
        configured('aws_s3_bucket_policy', 'orders', {
          policy: refersTo('data.aws_iam_policy_document.orders.json'),
        }),
      ],
    },
  )
  const options = { params: {}, region: 'eu-central-1', account: '123456789012' }
  const { reports } = checkTemplates([{ file: 'plan.json', text: plan }], {
    ...{ ...options, settings: SETTINGS, today: '2026-11-20' },
  })
  return reports[0]?.findings.find(({ control }) => control === 'tls-only')?.verdict
}

// The value may be what it was, so a verdict for all values is the one for that.
test('a verdict without a value is the verdict with it, or unknown', () => {
  const counts = { same: 0, unknown: 0 }
  const input = fc.record({
    statements: fc.array(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 3 }),
    at: fc.nat(),
    path: fc.nat(),
  })
  fc.assert(
    fc.property(input, ({ statements, at, path }) => {
      const index = at % statements.length
      const chosen = statements[index] ?? {}
      const paths = pathsIn(chosen)
      const mark = marked(chosen, paths[path % paths.length] ?? [])
      const known = verdictOf(
        statements,
        statements.map(() => ({})),
      )
      const marks = statements.map((_, one) => (one === index ? mark : {}))
      const open = verdictOf(
        statements.map((one, each) => without(one, marks[each])),
        marks,
      )
      expect(known).toBeOneOf(['compliant', 'non-compliant'])
      expect(open).toBeOneOf([known, 'unknown'])
      counts[open === 'unknown' ? 'unknown' : 'same'] += 1
    }),
    { numRuns: 300 },
  )
  expect(counts.same).toBeGreaterThan(50)
  expect(counts.unknown).toBeGreaterThan(30)
})
