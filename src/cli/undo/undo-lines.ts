import { EXEMPT_TAG } from '../../core/assessment/exempt-tag.ts'
import type { Bucket } from '../../core/bucket.ts'
import { snapshotAfterRecord, type UndoPlan } from '../../core/journal/plan-undo.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { undoCommandOf } from '../../core/journal/undo-command.ts'
import { diffOf } from '../terminal/posture-diff.ts'

/** Why nothing was restored, and what to do instead. */
export function refusalLines(
  record: RemediationRecord,
  { changed, now }: UndoPlan,
): readonly string[] {
  const asLeft = snapshotAfterRecord(record)
  const command = undoCommandOf(record.id, record.bucket)
  const instead = record.undo?.until
    ? 'end the hold and write nothing'
    : "remove only Cooper's own statements"
  return [
    `The ${changed.join(' and the ')} changed after Cooper's change, so Cooper restored nothing. What changed since then:`,
    ...diffOf(
      Object.fromEntries(changed.map((part) => [part, asLeft[part]])),
      Object.fromEntries(changed.map((part) => [part, now[part]])),
    ),
    ...(command ? [`To ${instead}: ${command} --own-statements-only`] : []),
  ]
}

const NOT_UNDONE = 'Not undone. There is no hold: Cooper fixes the bucket as before.'

const UNDONE_IN_PART =
  'Undone in part. Cooper leaves the undone part alone. Run the same command again to undo the rest.'

/** What follows from the undo. */
export function whatNext(
  record: RemediationRecord,
  { controls }: UndoPlan,
  hasJournal: boolean,
): readonly string[] {
  const { undo, outcome, steps } = record
  const isInPart = steps.some(({ status }) => status === 'done')
  if (outcome === 'failed') return [isInPart ? UNDONE_IN_PART : NOT_UNDONE]
  if (undo?.until === null) return ['The hold has ended: Cooper fixes the bucket again.']
  if (!hasJournal) return []
  return [`Cooper leaves ${controls.join(' ')} of this bucket alone until ${undo?.until}.`]
}

/** An exemption must exist before the undo, because the undo itself causes an event that the bot receives. */
export const withoutJournalLines = (
  { bucket }: RemediationRecord,
  { controls }: UndoPlan,
  until: string | null,
): readonly string[] => [
  'Without a journal Cooper does not know of this undo: its event makes Cooper fix the bucket again. To prevent that, before the undo, add the tag',
  `  ${EXEMPT_TAG} = ${controls.join(' ')} until=${until}`,
  `to the bucket, or add ${bucket} to EXEMPT_BUCKETS of Cooper.`,
]

/** The Cooper of each region reads its own journal only. */
export function notesOnHold(
  { name, region }: Pick<Bucket, 'name' | 'region'>,
  journalRegion = region,
): readonly string[] {
  if (journalRegion === region) return []
  return [
    `The hold is in the journal of ${journalRegion}, and ${name} is in ${region}: a Cooper in ${region} with its own journal does not know of it. Name that journal with --journal, or add the tag ${EXEMPT_TAG} to the bucket.`,
  ]
}
