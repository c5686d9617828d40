import { existsSync } from 'node:fs'
import type { JournalEntry } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { JournalAccess } from '../options/journal-options.ts'
import type { PersonalPorts } from '../options/ports.ts'
import { readRecord } from './read-record.ts'

/** The record of the change to undo. Throws where it belongs to another bucket or account. */
export async function findRecord(
  name: string,
  required: string | undefined,
  { caller, portsOf, hasJournal }: JournalAccess,
): Promise<RemediationRecord> {
  const isFile =
    required === '-' || (required !== undefined && (existsSync(required) || /[./]/.test(required)))
  if (!isFile && !hasJournal) {
    throw new Error(
      'No journal: name its bucket with --journal or JOURNAL_BUCKET, or name a file with the JSON of the message with --record FILE',
    )
  }
  const record = isFile
    ? await readRecord(required)
    : await fromJournal(name, required, caller.account, portsOf(caller.region))
  if (record.bucket !== name)
    throw new Error(`Cannot undo: the record is of the bucket "${record.bucket}"`)
  if (record.account === caller.account) return record
  throw new Error(
    `Cannot undo: the record is of the account ${record.account}, and these credentials are of ${caller.account}`,
  )
}

const isUndoable = ({ steps, undo, outcome }: RemediationRecord) =>
  steps.some(({ status }) => status === 'done') || (undo !== undefined && outcome === 'undone')

/** An undo that was interrupted, or failed in part, is run again instead of being undone. */
const isFinished = ({ intent, record, notified }: JournalEntry) =>
  intent.undo === undefined || (notified !== undefined && record?.outcome !== 'failed')

async function fromJournal(
  name: string,
  id: string | undefined,
  account: string,
  { journal }: PersonalPorts,
): Promise<RemediationRecord> {
  const bucket = { name, account, region: '', partition: '' }
  const { entries } = await journal.recent(bucket, id ? { id } : {})
  const records = (list: readonly JournalEntry[]) => list.flatMap(({ record }) => record ?? [])
  const found = id
    ? records(entries).findLast((record) => record.id === id)
    : records(entries.filter(isFinished)).findLast(isUndoable)
  if (found) return found
  const what = id ? `no record ${JSON.stringify(id)} of` : 'no change that can be undone on'
  throw new Error(`Cannot undo: the journal has ${what} ${name}: see "npx cooper history ${name}"`)
}
