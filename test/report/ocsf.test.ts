import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { BucketReport, Verdict } from '../../src/core/check/bucket-report.ts'
import { CONTROLS } from '../../src/core/controls/all.ts'
import { ocsf } from '../../src/report/ocsf.ts'
import { BUCKET, SETTINGS } from '../support/builders.ts'

const schema = JSON.parse(readFileSync('test/schemas/ocsf-1.6.0-compliance-finding.json', 'utf8'))
const isValid = new Ajv({ strict: false }).compile(schema)

async function findings(
  report: Partial<BucketReport>,
): Promise<readonly Record<string, unknown>[]> {
  const texts: string[] = []
  const facts = { settings: SETTINGS, time: '2026-11-20T09:30:00.000Z', version: '1.2.3' }
  const output = ocsf(async (text) => void texts.push(text), facts)
  await output.add({ bucket: BUCKET, findings: [], steps: [], ...report })
  const lines = texts.join('').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

const finding = (verdict: Verdict, reason = 'for a reason') => {
  const [control] = CONTROLS
  if (!control) throw new Error('There is no control')
  return {
    ...{ control: control.id, title: control.title, verdict, reason },
    mapping: control.mapping(SETTINGS),
  }
}

describe('a finding in OCSF', () => {
  test.each<[Verdict, string, string, string, number]>([
    ['compliant', 'Pass', 'Resolved', 'Informational', 200303],
    ['non-compliant', 'Fail', 'New', 'Medium', 200301],
    ['unknown', 'Unknown', 'New', 'Low', 200301],
    ['exempt', 'Exempt', 'Suppressed', 'Informational', 200301],
    ['not-applicable', 'Not applicable', 'Resolved', 'Informational', 200303],
  ])('%s is valid by the schema', async (verdict, compliance, status, severity, type_uid) => {
    const [one] = await findings({ findings: [finding(verdict)] })
    expect(isValid(one) || isValid.errors).toBe(true)
    expect(one).toMatchObject({
      ...{ class_uid: 2003, type_uid, severity, status },
      compliance: { control: 'default-encryption', status: compliance },
      finding_info: {
        uid: 'cooper/default-encryption/123456789012/us-east-1/cooper-example-bucket',
      },
      cloud: { account: { uid: '123456789012' } },
    })
  })

  test.each(['\u001b[31mred', '\u202Ereversed', 'a\nb', '"}{', '<script>'])(
    'stays valid, and on one line, with hostile text: %s',
    async (text) => {
      const found = await findings({
        findings: [finding('unknown', text), finding('exempt', text)],
      })
      expect(found).toHaveLength(2)
      for (const one of found) expect(isValid(one) || isValid.errors).toBe(true)
    },
  )

  test('a bucket that could not be read has an unknown finding for each control', async () => {
    const found = await findings({ error: 'It did not answer' })
    expect(found).toHaveLength(CONTROLS.length)
    for (const one of found) {
      expect(isValid(one) || isValid.errors).toBe(true)
      expect(one).toMatchObject({ message: 'It did not answer', compliance: { status: 'Unknown' } })
    }
  })

  test('the schema refuses what it must: the test can fail', async () => {
    const [one] = await findings({ findings: [finding('compliant')] })
    expect(isValid({ ...one, class_uid: 2002 })).toBe(false)
    expect(isValid({ ...one, severity_id: 42 })).toBe(false)
    expect(isValid({ ...one, finding_info: {} })).toBe(false)
    expect(isValid({ ...one, invented: true })).toBe(false)
  })
})
