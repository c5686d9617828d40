import type { ChangeCounts } from '../../core/check/check-summary.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { Row, RowChanges } from '../page/row.ts'
import { statusOf } from '../page/status-of.ts'
import { rowVerdict, type Status } from '../page/verdict.ts'

export type StatusCounts = Readonly<Record<Status, number>>

/** One bar of a chart. */
export interface Group {
  readonly name: string
  readonly counts: StatusCounts
}

/** The counts of a report. Their memory does not grow with the number of buckets. */
export interface ReportTally {
  readonly add: (row: Row) => void
  readonly total: () => Group
  /** How many findings changed since an earlier check. `undefined`: none did, or none was given. */
  readonly changes: () => ChangeCounts | undefined
  readonly controls: () => readonly Group[]
  readonly regions: () => readonly Group[]
  readonly accounts: () => readonly Group[]
}

export function createTally(): ReportTally {
  const total = createCounter()
  const controls = createCounter()
  const regions = createCounter()
  const accounts = createCounter()
  let changes: ChangeCounts | undefined
  return {
    add(row) {
      const [, account, region, verdicts, detail] = row
      if (detail?.changes) changes = withChanges(changes, detail.changes)
      const status = statusOf(row)
      total.count('', status)
      regions.count(region, status)
      accounts.count(account, status)
      CONTROL_IDS.forEach((id, index) => {
        const verdict = rowVerdict(verdicts[index])
        if (verdict) controls.count(id, verdict)
      })
    },
    total: () => total.group(''),
    changes: () => changes,
    controls: () => CONTROL_IDS.map(controls.group),
    regions: () => worstFirst(regions.groups()),
    accounts: () => worstFirst(accounts.groups()),
  }
}

function withChanges(sum: ChangeCounts | undefined, changes: RowChanges): ChangeCounts {
  const { new: fresh = 0, solved = 0, still = 0 } = sum ?? {}
  return {
    new: fresh + changes.new.length,
    solved: solved + changes.solved.length,
    still: still + changes.still.length,
  }
}

function createCounter() {
  const groups = new Map<string, Record<Status, number>>()
  const group = (name: string): Group => ({ name, counts: groups.get(name) ?? noStatuses() })
  return {
    count(name: string, status: Status) {
      const counts = groups.get(name) ?? noStatuses()
      counts[status] += 1
      groups.set(name, counts)
    },
    group,
    groups: () => [...groups.keys()].map(group),
  }
}

const noStatuses = () => ({
  ...{ 'non-compliant': 0, error: 0, unknown: 0, exempt: 0, compliant: 0 },
  'not-applicable': 0,
})

export const sumOf = (counts: StatusCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** How many of them some control applies to. */
export const applicableOf = (counts: StatusCounts): number =>
  sumOf(counts) - counts['not-applicable']

const worstFirst = (groups: readonly Group[]): readonly Group[] =>
  groups.toSorted(
    ({ counts: one, name }, { counts: other, name: otherName }) =>
      other['non-compliant'] - one['non-compliant'] ||
      other.error + other.unknown - (one.error + one.unknown) ||
      (name < otherName ? -1 : 1),
  )
