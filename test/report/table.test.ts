import { describe, expect, test } from 'vitest'
import { assess } from '../../src/core/assessment/assess.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { addReport, EMPTY_TALLY } from '../../src/core/check/check-summary.ts'
import { SHOWN, table } from '../../src/report/table.ts'
import { BUCKET, circumstances, posture } from '../support/builders.ts'

const plain = (_format: unknown, text: string) => text

async function shown(reports: readonly BucketReport[], isComplete = true): Promise<string> {
  const texts: string[] = []
  const output = table(async (text) => void texts.push(text), plain)
  for (const report of reports) await output.add(report)
  const tally = reports.reduce(addReport, EMPTY_TALLY)
  const facts = { accounts: ['123456789012'], regions: ['eu-west-1'], controls: [], started: '' }
  await output.end({ ...facts, ...tally, seconds: 1.25, isComplete })
  return texts.join('')
}

const unseen = (name: string): BucketReport => ({
  ...{ bucket: { ...BUCKET, name }, findings: [], steps: [], error: 'It did not answer' },
})

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => unseen(`bucket-${String(i).padStart(6, '0')}`))

describe('the table', () => {
  test('shows a limited number of buckets per verdict, and how many more there are', async () => {
    const text = await shown(numbered(SHOWN + 1234))
    expect(text.match(/^ {2}bucket-/gm)).toHaveLength(SHOWN)
    expect(text).toContain('? 1,734 buckets unknown')
    expect(text).toContain('… and 1,234 more: --csv or --json lists all')
  })

  test('is sorted by name, in whatever order buckets are checked', async () => {
    const names = (await shown([unseen('b'), unseen('c'), unseen('a')])).match(/^ {2}\w+/gm)
    expect(names).toEqual(['  a', '  b', '  c'])
  })

  test('has no line for what the settings do not ask for', async () => {
    const findings = assess(posture({ policy: null }), circumstances())
    const text = await shown([{ bucket: BUCKET, findings, steps: [] }])
    expect(text).toContain('tls-only')
    expect(text).not.toMatch(/minimum-tls|not-applicable|Not required/)
  })

  test('counts buckets that no control applies to, and lists none', async () => {
    const findings = assess(posture(), circumstances({ controls: ['minimum-tls'] }))
    const text = await shown([{ bucket: BUCKET, findings, steps: [] }])
    expect(text).toContain('· 1 bucket not-applicable')
    expect(text).not.toContain(BUCKET.name)
  })

  test('says that the check ended early', async () => {
    expect(await shown([], false)).toContain('The check ended before all buckets were checked.')
    expect(await shown([])).toBe(
      '0 buckets of account 123456789012 in eu-west-1, 0 controls, 1.3 s\n',
    )
  })
})
