import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { createHtmlReport } from '../../src/report/html/html-report.ts'
import type { ReportFacts } from '../../src/report/html/page-frame.ts'
import { SETTINGS } from '../support/builders.ts'

export const FACTS: ReportFacts = {
  generatedAt: new Date('2026-11-20T09:30:00Z'),
  scope: '12 accounts, 18 regions',
  version: '0.1.0',
  settings: SETTINGS,
}

/** A whole report as one text. */
export async function reportText(
  reports: Iterable<BucketReport>,
  facts: Partial<ReportFacts> = {},
): Promise<string> {
  const texts: string[] = []
  const report = createHtmlReport((text) => void texts.push(text), { ...FACTS, ...facts })
  for (const one of reports) await report.add(one)
  await report.end()
  return texts.join('')
}
