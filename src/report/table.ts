import {
  type BucketReport,
  VERDICTS,
  type Verdict,
  verdictOf,
} from '../core/check/bucket-report.ts'
import type { CheckSummary } from '../core/check/check-summary.ts'
import type { Output, Write } from './output.ts'
import {
  bucketLines,
  closingLines,
  headingOf,
  type Paint,
  type TableOptions,
} from './table-lines.ts'

/** How many buckets of each verdict are shown. A limit keeps the table readable and the use of memory constant. */
export const SHOWN = 500

/** For people: the buckets that are not compliant, grouped by verdict, the worst first. The rest is a count. */
export function table(write: Write, paint: Paint, options: TableOptions = {}): Output {
  const kept = new Map<Verdict, Map<string, readonly string[]>>()
  return {
    async add(report) {
      const verdict = verdictOf(report)
      if (isListed(verdict) || hasSolved(report))
        keep(kept, verdict, report.bucket.name, () => bucketLines(report, paint, options))
    },
    async end(summary) {
      const groups = VERDICTS.flatMap((verdict) => groupOf(verdict, kept, summary, paint))
      await write(`${[...groups, ...closingLines(summary)].join('\n')}\n`)
    },
  }
}

/** Whether the table shows buckets or findings of a verdict, and not only how many there are. */
export const isListed = (verdict: Verdict) =>
  verdict !== 'compliant' && verdict !== 'not-applicable'

const hasSolved = ({ changes }: BucketReport) => (changes?.solved.length ?? 0) > 0

function keep(
  kept: Map<Verdict, Map<string, readonly string[]>>,
  verdict: Verdict,
  name: string,
  lines: () => readonly string[],
) {
  const group = kept.get(verdict) ?? new Map<string, readonly string[]>()
  kept.set(verdict, group)
  if (group.size < SHOWN) group.set(name, lines())
}

function groupOf(
  verdict: Verdict,
  kept: ReadonlyMap<Verdict, ReadonlyMap<string, readonly string[]>>,
  { verdicts }: CheckSummary,
  paint: Paint,
): readonly string[] {
  const count = verdicts[verdict]
  if (count === 0) return []
  const shown = [...(kept.get(verdict) ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const hidden = isListed(verdict) ? count - shown.length : 0
  return [
    headingOf(verdict, count, paint),
    '',
    ...shown.flatMap(([, lines]) => [...lines, '']),
    ...(hidden > 0
      ? [`  … and ${hidden.toLocaleString('en')} more: --csv or --json lists all`, '']
      : []),
  ]
}
