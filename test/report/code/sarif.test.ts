import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { Log } from 'sarif'
import { describe, expect, test } from 'vitest'
import type { PlacedFinding } from '../../../src/core/check/template-report.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import { sarifLog } from '../../../src/report/code/sarif.ts'
import { SETTINGS } from '../../support/builders.ts'
import { manyFindings, placed } from './placed-findings.ts'

const ajv = new Ajv({ strict: false })
formats.default(ajv)
const isValid = ajv.compile(JSON.parse(readFileSync('test/schemas/sarif-2.1.0.json', 'utf8')))

const FACTS = { version: '1.2.3', settings: SETTINGS, problems: [] }

const resultsOf = (log: Log) => log.runs[0]?.results ?? []

const [log, only] = [
  (findings: readonly PlacedFinding[]) => sarifLog(findings, FACTS),
  (finding: PlacedFinding) => resultsOf(sarifLog([finding], FACTS))[0],
]

describe('a log of SARIF', () => {
  test.each([
    ['no finding', []],
    ['a finding', [placed()]],
    ['each control and verdict, with hostile texts', manyFindings],
  ])('is valid by the schema: %s', (_, findings) => {
    expect(isValid(log(findings)) || isValid.errors).toBe(true)
  })

  test('the schema refuses what it must: the test can fail', () => {
    expect(isValid({ ...log([]), version: '3.0.0' })).toBe(false)
    expect(isValid({ ...log([]), runs: [{ results: [] }] })).toBe(false)
  })

  test('says what could not be read', () => {
    const problems = ['stack.yaml: it is not YAML\u001b[31m']
    const found = sarifLog([], { ...FACTS, problems })
    expect(isValid(found) || isValid.errors).toBe(true)
    expect(found.runs[0]?.invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'stack.yaml: it is not YAML\\u001b[31m' } },
        ],
      },
    ])
    expect(log([]).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(true)
  })

  test('describes each control as a rule, with help and standards', () => {
    const rules = log([]).runs[0]?.tool.driver.rules ?? []
    expect(rules.map(({ id }) => id)).toEqual(CONTROLS.map(({ id }) => id))
    for (const { help, helpUri, properties } of rules) {
      expect(help?.text).toMatch(/^What must hold: .*\. https:\/\/docs\.aws\.amazon\.com\//)
      expect(help?.text).not.toMatch(/[`\\]/)
      expect(helpUri).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
      expect(properties?.tags).toContain('security')
    }
    expect(rules.find(({ id }) => id === 'tls-only')?.properties?.tags).toContain(
      'Security Hub S3.5',
    )
  })

  test.each<[PlacedFinding['verdict'], readonly string[]]>([
    ['non-compliant', ['error']],
    ['unknown', ['warning']],
    ['exempt', ['error']],
    ['compliant', []],
    ['not-applicable', []],
  ])('level of %s: %s', (verdict, levels) => {
    const exemption = { by: 'tag', reason: 'A scanner needs it' } as const
    const found = resultsOf(log([placed({ verdict, ...(verdict === 'exempt' && { exemption }) })]))
    expect(found.map(({ level }) => level)).toEqual(levels)
  })

  test('suppresses what is exempt, with the reason', () => {
    const exemption = { by: 'tag', reason: 'A scanner needs it' } as const
    expect(only(placed({ verdict: 'exempt', exemption }))?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'A scanner needs it' },
    ])
    expect(only(placed())?.suppressions).toBeUndefined()
  })

  test('points at file, line and column, and names the resource', () => {
    expect(only(placed())?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'stacks/app.yaml' },
          region: { startLine: 12, startColumn: 5 },
        },
        logicalLocations: [{ fullyQualifiedName: 'Orders', kind: 'resource' }],
      },
    ])
  })

  test('a file without lines is shown at its first line', () => {
    const place = { file: 'plan.json', address: 'aws_s3_bucket.orders' }
    expect(only(placed({ place }))?.locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: 1,
    })
  })

  test.each([
    ['plan.json', 'plan.json'],
    ['./a b/ü.yaml', 'a%20b/%C3%BC.yaml'],
    [join(process.cwd(), 'x/y.yaml'), 'x/y.yaml'],
    ['/elsewhere/y.yaml', 'file:///elsewhere/y.yaml'],
    ['a#b?c.yaml', 'a%23b%3Fc.yaml'],
    ['-', 'stdin'],
  ])('uri of %s: %s', (file, uri) => {
    const place = { file, address: 'Orders' }
    const location = only(placed({ place }))?.locations?.[0]?.physicalLocation
    expect(location?.artifactLocation?.uri).toBe(uri)
  })
})

describe('the fingerprint', () => {
  const fingerprint = (part: Partial<PlacedFinding>) =>
    only(placed(part))?.partialFingerprints?.primaryLocationLineHash
  const { place } = placed()

  test('has the form that code scanning expects', () => {
    expect(fingerprint({})).toMatch(/^[0-9a-f]{16}:1$/)
  })

  test.each<[string, Partial<PlacedFinding>]>([
    ['lines move', { place: { ...place, line: 99, column: 1 } }],
    ['the reason has other words', { reason: 'Something else' }],
  ])('stays when %s', (_, part) => {
    expect(fingerprint(part)).toBe(fingerprint({}))
  })

  test.each<[string, Partial<PlacedFinding>]>([
    ['control', { control: 'sse-c' }],
    ['resource', { place: { ...place, address: 'Other' } }],
    ['file', { place: { ...place, file: 'other.yaml' } }],
  ])('differs for another %s', (_, part) => {
    expect(fingerprint(part)).not.toBe(fingerprint({}))
  })
})
