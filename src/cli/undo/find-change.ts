import { existsSync } from 'node:fs'
import type { BucketEvent } from '../../core/event.ts'
import {
  isClosed,
  type JournalEntry,
  mayResume,
  TRY_AGAIN_LATER,
} from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { isReencryptionId } from '../../core/reencryption/record.ts'
import { undoReencryptionOf } from '../../core/reencryption/update-lines.ts'
import { howToComplete } from '../history/history.ts'
import type { JournalAccess } from '../options/journal-options.ts'
import type { PersonalPorts } from '../options/ports.ts'
import { readRecord } from './read-record.ts'

/** The change to undo: its record, or its entry in the journal where the run that made it was interrupted. */
export type FoundChange =
  | { readonly record: RemediationRecord }
  | { readonly unfinished: JournalEntry }
  /** The last change was undone already. */
  | { readonly already: RemediationRecord }

/** The change to undo. Throws where it belongs to another bucket or account. */
export async function findChange(
  name: string,
  required: string | undefined,
  { caller, account, portsOf, hasJournal }: JournalAccess,
): Promise<FoundChange> {
  if (required !== undefined && isReencryptionId(required)) {
    const command = undoReencryptionOf(required, name)
    throw new Error(`Cannot undo: that is a change of existing objects. Undo it by: ${command}`)
  }
  const isFile = required !== undefined && (existsSync(required) || /[./]/.test(required))
  if (hasJournal && required !== '-') {
    const found = await fromJournal(name, required, account, portsOf(caller.region))
    // An id may look like a file, since it can contain the name of a bucket. So an id comes first.
    if (found) return found
    if (!isFile) throw notInJournal(name, required)
  }
  if (required === undefined || (required !== '-' && !isFile)) throw new Error(NO_JOURNAL_TO_UNDO)
  const record = await readRecord(required)
  if (record.bucket !== name)
    throw new Error(`Cannot undo: the record is of the bucket "${record.bucket}"`)
  if (record.account === account) return { record }
  throw new Error(
    `Cannot undo: the record is of the account ${record.account}, and not of ${account}: use its credentials, or add --account`,
  )
}

const NO_JOURNAL_TO_UNDO =
  'No journal: name its bucket with --journal or JOURNAL_BUCKET, or name a file with the JSON of the message with --record FILE'

function notInJournal(name: string, id: string | undefined): Error {
  const what = id ? `no record ${JSON.stringify(id)} of` : 'no change that can be undone on'
  return new Error(`Cannot undo: the journal has ${what} ${name}: see "npx cooper history ${name}"`)
}

const isUndoable = ({ steps, undo, outcome }: RemediationRecord) =>
  steps.some(({ status }) => status === 'done') || (undo !== undefined && outcome === 'undone')

const mayBeUndone = ({ record, intent }: JournalEntry) =>
  record ? isUndoable(record) : intent.steps.length > 0

/**
 * An undo that was interrupted, or failed in part, is run again instead of being undone. A rejection changed nothing: its
 * undo needs its id.
 */
const isFinished = ({ intent: { undo }, record, notified }: JournalEntry) =>
  undo === undefined ||
  (undo.rejection === undefined && notified !== undefined && record?.outcome !== 'failed')

async function fromJournal(
  name: string,
  id: string | undefined,
  account: string,
  { journal, now, run }: PersonalPorts,
): Promise<FoundChange | undefined> {
  const bucket = { name, account, region: '', partition: '' }
  const { entries } = await journal.recent(bucket, id ? { id } : {})
  const isWanted = (entry: JournalEntry) =>
    id === undefined ? isFinished(entry) && mayBeUndone(entry) : entry.intent.event.id === id
  const found = entries.findLast((entry) => !entry.unneeded && isWanted(entry))
  // Whoever repeats a command does not mean to undo the undo: that needs its id.
  if (id === undefined && found?.record?.undo?.until) {
    stopIfUndoIsBegun(found.record.id, entries)
    return { already: found.record }
  }
  if (found?.record) return { record: found.record }
  if (!found) return undefined
  if (found.intent.undo) throw notComplete(found)
  if (mayResume(run, now())(found)) return { unfinished: found }
  throw changeInProgress(found.intent.event)
}

export const changeInProgress = ({ id, bucket }: BucketEvent): Error =>
  new Error(
    `Cannot undo: the change ${JSON.stringify(id)} of ${bucket.name} is still in progress. ${TRY_AGAIN_LATER}`,
  )

/** Throws where an undo of this undo was begun and is not complete, so that its hold may have ended. */
export function stopIfUndoIsBegun(id: string, entries: readonly JournalEntry[]): void {
  const begun = entries.findLast((entry) => !isClosed(entry) && entry.intent.undo?.of === id)
  if (begun) throw notComplete(begun)
}

const notComplete = ({ started, intent: { event, undo } }: JournalEntry): Error =>
  new Error(
    `Cannot undo: ${JSON.stringify(event.id)} on ${event.bucket.name} was begun at ${started}, and is not complete. To complete it: ${howToComplete(event, undo)}`,
  )
