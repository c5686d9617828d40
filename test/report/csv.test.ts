import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { assess } from '../../src/core/assessment/assess.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { CSV_COLUMNS, csv } from '../../src/report/csv.ts'
import { BUCKET, circumstances, posture } from '../support/builders.ts'

async function written(reports: readonly BucketReport[], withAll = false): Promise<string> {
  const texts: string[] = []
  const facts = { withAll, time: '2026-11-20T09:30:00.000Z', tagKeys: ['team', '=owner'] }
  const output = csv(async (text) => void texts.push(text), facts)
  await Promise.all(reports.map((report) => output.add(report)))
  const summary = { accounts: [], regions: [], controls: [], started: '', seconds: 0 }
  const counts = { 'non-compliant': 0, unknown: 0, exempt: 0, compliant: 0, 'not-applicable': 0 }
  const tally = { buckets: 0, verdicts: counts, verdictsByControl: {} }
  await output.end({ ...summary, ...tally, isComplete: true })
  return texts.join('')
}

const unseen = (name: string, error: string): BucketReport => ({
  ...{ bucket: { ...BUCKET, name }, findings: [], steps: [], error },
})

// Bucket names from before 2018 may begin with a hyphen. Answers of AWS or a proxy can contain any text.
test.each([
  ['-2+3', '=HYPERLINK("http://evil.example","click")'],
  ['plain', '+1'],
  ['plain', '@SUM(A1)'],
  ['plain', '-1'],
])('no cell is a formula in a spreadsheet: %s %s', async (name, error) => {
  const [row]: Record<string, string>[] = parse(await written([unseen(name, error)]), {
    columns: true,
  })
  expect(row?.reason).toMatch(/^'[=+@-]/)
  expect(row?.bucket).toMatch(/^('-|plain)/)
  expect(row?.verdict).toBe('unknown')
})

test.each([
  [false, ['tls-only']],
  [true, ['tls-only', 'minimum-tls']],
])(
  'what the settings do not ask for has a line only if asked for: %s',
  async (withAll, controls) => {
    const asked = { controls: ['tls-only', 'minimum-tls'] } as const
    const findings = assess(posture(), circumstances(asked))
    const text = await written([{ bucket: BUCKET, findings, steps: [] }], withAll)
    const rows: Record<string, string>[] = parse(text, { columns: true })
    expect(rows.map(({ control }) => control)).toEqual(controls)
    expect(rows[1]?.verdict).toBe(withAll ? 'not-applicable' : undefined)
  },
)

test('a line has the time, the severity, the command that fixes it, and the tags that were asked for', async () => {
  const findings = assess(posture({ policy: null }), circumstances({ controls: ['tls-only'] }))
  const tags = { known: true, value: { team: '=cmd()', '=owner': 'x\u202Ey' } } as const
  const unread = { known: false, reason: 'denied' } as const
  const report = { bucket: BUCKET, findings, steps: [] }
  const text = await written([{ ...report, tags }, { ...report, tags: unread }, report])
  const rows: Record<string, string>[] = parse(text, { columns: true })
  expect(rows[0]).toMatchObject({
    ...{ time: '2026-11-20T09:30:00.000Z', severity: 'medium' },
    ...{ remediation: `npx cooper fix ${BUCKET.name}`, 'tag:team': "'=cmd()", 'tag:=owner': 'x?y' },
  })
  expect(rows.map((row) => row['tag:team'])).toEqual(["'=cmd()", 'not readable', ''])
})

test('quotes and commas stay within their cell, and line breaks are removed', async () => {
  const text = await written([unseen('plain', 'a "quoted", text\r\nof lines')])
  expect(parse(text, { columns: true })).toMatchObject([{ reason: 'a "quoted", text??of lines' }])
})

test('the names of the columns are written once, even without buckets', async () => {
  expect(await written([])).toBe(`${CSV_COLUMNS.join(',')},tag:team,tag:=owner\n`)
  expect((await written([unseen('one', 'x'), unseen('two', 'y')])).match(/account,/g)).toHaveLength(
    1,
  )
})
