import { existsSync } from 'node:fs'
import type { JournalEntry } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { JournalAccess } from '../options/journal-options.ts'
import type { PersonalPorts } from '../options/ports.ts'
import { readRecord } from './read-record.ts'

/** The record that is meant. Throws where it is of another bucket or account. */
export async function findRecord(
  name: string,
  required: string | undefined,
  { caller, portsOf, hasJournal }: JournalAccess,
): Promise<RemediationRecord> {
  const isFile =
    required === '-' || (required !== undefined && (existsSync(required) || /[./]/.test(required)))
  if (!isFile && !hasJournal) {
    throw new Error(
      'No journal: give its bucket with --journal, or set JOURNAL_BUCKET; or give a message of Cooper with --record FILE',
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

/** An undo that was killed before its end, or failed in part, is begun again, not undone. */
const isFinished = ({ intent, record, notified }: JournalEntry) =>
  intent.undo === undefined || (notified !== undefined && record?.outcome !== 'failed')

async function fromJournal(
  name: string,
  id: string | undefined,
  account: string,
  { journal }: PersonalPorts,
): Promise<RemediationRecord> {
  const entries = await journal.recent({ name, account, region: '', partition: '' }, new Date(0))
  const records = (list: readonly JournalEntry[]) => list.flatMap(({ record }) => record ?? [])
  const found = id
    ? records(entries).findLast((record) => record.id === id)
    : records(entries.filter(isFinished)).findLast(isUndoable)
  if (found) return found
  const what = id ? `no record ${JSON.stringify(id)} of` : 'of no change to'
  throw new Error(`Cannot undo: the journal has ${what} ${name}: see "cooper history ${name}"`)
}
