import { stringify } from 'csv-stringify/sync'
import { type BucketReport, type Verdict, verdictOf } from '../core/check/bucket-report.ts'
import { standardsOf } from '../core/controls/mapping.ts'
import { requestIn } from '../core/explain/describe-request-data.ts'
import type { Finding } from '../core/finding.ts'
import { commandOf } from '../core/journal/undo-command.ts'
import { keepName, printable, visible } from '../core/printable.ts'
import { severityOf } from '../core/security-hub/asff-finding.ts'
import type { Output, Write } from './output.ts'

export const CSV_COLUMNS = [
  ...['account', 'region', 'bucket', 'control', 'title', 'verdict'],
  ...['reason', 'request', 'exempt_by', 'exempt_until', 'standards'],
  ...['time', 'severity', 'remediation'],
] as const

export interface CsvFacts {
  /** Whether controls have lines that the settings do not ask for. */
  readonly withAll: boolean
  /** When the check began. In ISO 8601, UTC. */
  readonly time: string
  /** The keys of tags that have a column each. */
  readonly tagKeys: readonly string[]
}

/** One line per bucket and control, after a line with the names of the columns. */
export function csv(write: Write, facts: CsvFacts): Output {
  const columns = [...CSV_COLUMNS, ...facts.tagKeys.map((key) => `tag:${visible(key)}`)]
  const heading = onlyOnce(() => write(csvLines([columns])))
  return {
    async add(report) {
      await heading()
      await write(csvLines(csvRows(report, facts)))
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

function csvRows(
  report: BucketReport,
  { withAll, time, tagKeys }: CsvFacts,
): readonly (readonly string[])[] {
  const { bucket, findings, error, tags } = report
  const place = [bucket.account, bucket.region, bucket.name]
  const ending = (verdict: Verdict) => [
    ...[time, severityOf(verdict).toLowerCase(), remediationOf(verdict, bucket.name)],
    ...tagKeys.map((key) => tagCell(tags, key)),
  ]
  const reason = error === undefined ? undefined : printable(error, LIMIT)
  const failure =
    reason === undefined
      ? []
      : [[...place, '', '', verdictOf(report), reason, '', '', '', '', ...ending('unknown')]]
  const shown = findings.filter(({ verdict }) => withAll || verdict !== 'not-applicable')
  const rows = [
    ...failure,
    ...shown.map((finding) => [...place, ...cellsOf(finding), ...ending(finding.verdict)]),
  ]
  return rows.map((cells) => cells.map((cell) => keepName(cell, bucket.name)))
}

/** The command that fixes a bucket. Empty: there is nothing to fix, or nothing is known. */
const remediationOf = (verdict: Verdict, bucket: string): string =>
  verdict === 'non-compliant' ? (commandOf('fix', bucket) ?? '') : ''

/** Tags that were not readable are not "no tags". */
const tagCell = (tags: BucketReport['tags'], key: string): string =>
  tags?.known === false ? 'not readable' : printable(tags?.value[key] ?? '', LIMIT)

const LIMIT = 2000

const cellsOf = (finding: Finding): readonly string[] => [
  ...[finding.control, finding.title, finding.verdict, printable(finding.reason, LIMIT)],
  ...[requestIn(finding) ?? '', finding.exemption?.by ?? '', finding.exemption?.until ?? ''],
  standardsOf(finding.mapping).join('; '),
]
