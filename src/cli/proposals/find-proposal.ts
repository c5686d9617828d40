import { InvalidArgumentError } from 'commander'
import { proposalId } from '../../core/announcements/announcement.ts'
import { isProposal } from '../../core/announcements/proposal.ts'
import { isBucketName } from '../../core/bucket.ts'
import { isEventId } from '../../core/event.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import { bucketOfRecord, type RemediationRecord } from '../../core/journal/record.ts'
import { visible } from '../../core/printable.ts'
import type { JournalAccess } from '../options/journal-options.ts'

/** The id of a proposal in its parts. */
export interface ProposalName {
  readonly bucket: string
  readonly id: string
}

/** Parses the ids of proposals on a command line. */
export function proposalName(
  text: string,
  earlier: readonly ProposalName[] = [],
): readonly ProposalName[] {
  const slash = text.indexOf('/')
  const [bucket, id] = [text.slice(0, slash), text.slice(slash + 1)]
  if (slash === -1 || !isBucketName(bucket) || !isEventId(id))
    throw new InvalidArgumentError('It must be the id of a proposal, such as my-bucket/2f9bd1a6.')
  const isNamed = earlier.some((one) => one.bucket === bucket && one.id === id)
  return isNamed ? earlier : [...earlier, { bucket, id }]
}

/** A proposal in the journal. */
export interface FoundProposal {
  /** The record that made it. */
  readonly record: RemediationRecord
  /** Who answered it, and how. `undefined`: nobody did. */
  readonly answer: ProposalAnswer | undefined
}

export interface ProposalAnswer {
  readonly answer: 'approved' | 'rejected' | 'replaced'
  readonly text: string
}

/** Throws if the journal has no such proposal. */
export async function findProposal(
  { bucket: name, id }: ProposalName,
  { caller, account, portsOf }: JournalAccess,
): Promise<FoundProposal> {
  const bucket = { name, account, region: caller.region, partition: '' }
  const { journal } = portsOf(caller.region)
  const [named, history] = await Promise.all([
    journal.recent(bucket, { id }),
    journal.recent(bucket, {}),
  ])
  const record = named.entries.find((entry) => isProposal(entry) && entry.record?.id === id)?.record
  if (!record) {
    throw new Error(
      `Cannot find the proposal ${JSON.stringify(proposalId({ bucket: name, id }))}: the journal has none with this id`,
    )
  }
  const answers = history.entries.flatMap((entry) => answerIn(entry, record) ?? [])
  return { record, answer: answers.at(-1) }
}

function answerIn(
  { intent, record }: JournalEntry,
  proposal: RemediationRecord,
): ProposalAnswer | undefined {
  if (!record) return undefined
  const by = `at ${record.time} by ${visible(record.actor.arn ?? 'somebody', 200)}`
  if (record.approval?.id === proposal.id && record.outcome !== 'failed')
    return { answer: 'approved', text: `It was approved ${by}` }
  if (intent.undo?.of === proposal.id)
    return { answer: 'rejected', text: `It was rejected ${by}, until ${intent.undo.until}` }
  return isProposal({ record }) && record.time > proposal.time
    ? { answer: 'replaced', text: `It was replaced by ${visible(proposalId(record), 600)}` }
    : undefined
}

export const bucketOfProposal = ({ record }: FoundProposal) => bucketOfRecord(record)
