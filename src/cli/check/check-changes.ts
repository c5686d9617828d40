import type { BucketReport } from '../../core/check/bucket-report.ts'
import { changesSince, type EarlierVerdicts } from '../../core/check/changes.ts'
import { withUnread } from '../../core/check/with-unread.ts'
import type { Settings } from '../../core/settings.ts'
import { readEarlier } from './read-earlier.ts'

export interface ChangesOptions {
  /** The output of an earlier `check --json`, to show what changed since. */
  readonly since?: string
  /** The same, of which nothing makes the check fail. */
  readonly baseline?: string
}

export interface Changes {
  readonly shown: NoteChanges
  readonly counted: NoteChanges
}

type NoteChanges = (report: BucketReport) => BucketReport

/** Notes on each report what changed since the earlier check. Files are read first, so that a wrong one is reported at once. */
export async function openChanges(
  { since, baseline }: ChangesOptions,
  settings: Settings,
): Promise<Changes> {
  const note =
    (earlier: EarlierVerdicts): NoteChanges =>
    (report) => ({
      ...report,
      changes: changesSince(earlier, withUnread(report, settings)),
    })
  const asIs: NoteChanges = (report) => report
  const counted = baseline === undefined ? asIs : note(await readEarlier(baseline))
  return { counted, shown: since === undefined ? counted : note(await readEarlier(since)) }
}
