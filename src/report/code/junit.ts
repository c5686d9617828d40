import { XMLBuilder } from 'fast-xml-parser'
import type { PlacedFinding, TemplateReport } from '../../core/check/template-report.ts'
import { visible } from '../../core/printable.ts'
import { findingText } from './finding-text.ts'

/** Whether a finding fails the check. */
export type IsFailure = (finding: PlacedFinding) => boolean

/**
 * The findings on templates as JUnit XML: a suite for each file, and a test case for each bucket and control. What is exempt,
 * not applicable or, unless it fails the check, unknown, is skipped.
 */
export function junitXml(reports: readonly TemplateReport[], isFailure: IsFailure): string {
  const files = [...new Set(reports.map(({ place }) => place.file))]
  const suites = files.map((file) =>
    suiteOf(
      file,
      reports.filter(({ place }) => place.file === file),
      isFailure,
    ),
  )
  // The schema has no number of skipped cases for the whole.
  const { '@skipped': _, ...counts } = countsOf(
    reports.flatMap(({ findings }) => findings),
    isFailure,
  )
  const root = { testsuites: { '@name': 'Cooper', ...counts, testsuite: suites } }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLBuilder(FORM).build(root)}`
}

const FORM = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
} as const

const suiteOf = (file: string, reports: readonly TemplateReport[], isFailure: IsFailure) => ({
  '@name': xmlText(file),
  ...countsOf(
    reports.flatMap(({ findings }) => findings),
    isFailure,
  ),
  testcase: reports.flatMap((report) =>
    report.findings.map((finding) => ({
      '@name': finding.control,
      '@classname': xmlText(report.place.address),
      ...outcomeOf(finding, isFailure),
    })),
  ),
})

function outcomeOf(finding: PlacedFinding, isFailure: IsFailure) {
  const { verdict, place } = finding
  const text = xmlText(findingText(finding), 4000)
  if (isFailure(finding)) {
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}`
    return { failure: { '@type': verdict, '@message': text, '#text': xmlText(where) } }
  }
  return verdict === 'compliant' ? {} : { skipped: { '@type': verdict, '@message': text } }
}

function countsOf(findings: readonly PlacedFinding[], isFailure: IsFailure) {
  const failures = findings.filter(isFailure)
  const skipped = findings.filter((one) => !isFailure(one) && one.verdict !== 'compliant')
  return {
    '@tests': findings.length,
    '@failures': failures.length,
    '@errors': 0,
    '@skipped': skipped.length,
  }
}

// XML has no such characters, not even escaped.
const xmlText = (text: string, limit?: number) =>
  visible(text, limit).replace(/[\uFFFE\uFFFF]/g, '?')
