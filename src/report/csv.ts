import { stringify } from 'csv-stringify/sync'
import { type BucketReport, verdictOf } from '../core/check/bucket-report.ts'
import { standardsOf } from '../core/controls/mapping.ts'
import { requestIn } from '../core/explain/describe-request-data.ts'
import type { Finding } from '../core/finding.ts'
import { keepName, printable } from '../core/printable.ts'
import type { Output, Write } from './output.ts'

export const CSV_COLUMNS = [
  ...['account', 'region', 'bucket', 'control', 'title', 'verdict'],
  ...['reason', 'request', 'exempt_by', 'exempt_until', 'standards'],
] as const

export interface CsvFacts {
  /** Whether controls have lines that the settings do not ask for. */
  readonly withAll: boolean
}

/** One line per bucket and control, after a line with the names of the columns. */
export function csv(write: Write, { withAll }: CsvFacts): Output {
  const heading = onlyOnce(() => write(csvLines([CSV_COLUMNS])))
  return {
    async add(report) {
      await heading()
      await write(csvLines(csvRows(report, withAll)))
    },
    end: heading,
  }
}

function onlyOnce(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= act()
    return done
  }
}

// A spreadsheet would run a cell that begins like a formula: `escape_formulas` puts an apostrophe in front.
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify([...rows.map((row) => [...row])], { escape_formulas: true })

function csvRows(report: BucketReport, withAll: boolean): readonly (readonly string[])[] {
  const { bucket, findings, error } = report
  const place = [bucket.account, bucket.region, bucket.name]
  const failure =
    error === undefined
      ? []
      : [[...place, '', '', verdictOf(report), printable(error, LIMIT), '', '', '', '']]
  const shown = findings.filter(({ verdict }) => withAll || verdict !== 'not-applicable')
  const rows = [...failure, ...shown.map((finding) => [...place, ...cellsOf(finding)])]
  return rows.map((cells) => cells.map((cell) => keepName(cell, bucket.name)))
}

const LIMIT = 2000

const cellsOf = (finding: Finding): readonly string[] => [
  ...[finding.control, finding.title, finding.verdict, printable(finding.reason, LIMIT)],
  ...[requestIn(finding) ?? '', finding.exemption?.by ?? '', finding.exemption?.until ?? ''],
  standardsOf(finding.mapping).join('; '),
]
