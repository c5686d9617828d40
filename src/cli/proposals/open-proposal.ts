import { type BucketOutlook, outlookOf } from '../../check/check-bucket.ts'
import { readPosture } from '../../check/read-bucket.ts'
import { proposalId } from '../../core/announcements/announcement.ts'
import { settingsApproved } from '../../core/announcements/effective-modes.ts'
import { isProposal, proposedControls } from '../../core/announcements/proposal.ts'
import { assess } from '../../core/assessment/assess.ts'
import type { Approval, BucketEvent } from '../../core/event.ts'
import { isUnknown } from '../../core/finding.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import type { BucketPosture } from '../../core/posture.ts'
import type { Settings } from '../../core/settings.ts'
import { assessWithHistory } from '../../remediation/assess-with-history.ts'
import type { AssessmentWithHistory } from '../../remediation/consider-entries.ts'

/** A proposal that waits for an answer, with what its approval would change now. */
export interface OpenProposal extends BucketOutlook {
  /** With the name of the bucket. */
  readonly id: string
  readonly controls: Approval['controls']
  /** The last day for an answer, in UTC. */
  readonly until: string
  /** The record of the event after which Cooper made it. */
  readonly record: RemediationRecord
}

/** What is known of the proposals of a bucket. */
export interface BucketProposals {
  readonly posture: BucketPosture
  /** Whether something could not be read, so that Cooper proposes nothing for it. */
  readonly isUnknown: boolean
  readonly open: OpenProposal | undefined
}

/** Looks at a bucket as the bot does, without any write. `undefined`: the bucket no longer exists. */
export async function readProposals(
  event: BucketEvent,
  settings: Settings,
  ports: Pick<Ports, 's3' | 'journal' | 'now' | 'creationDate' | 'waiting'>,
): Promise<BucketProposals | undefined> {
  const posture = await readPosture(event.bucket, ports.s3)
  const assessed = posture && (await assessWithHistory(event, posture, undefined, settings, ports))
  return (
    assessed && {
      posture: assessed.posture,
      isUnknown: assessed.findings.some(isUnknown),
      open: openIn(assessed),
    }
  )
}

function openIn({
  posture,
  circumstances,
  announced,
  entries,
}: AssessmentWithHistory): OpenProposal | undefined {
  const found = announced.find(
    ({ by, isNew, hasEnded }) => by === 'proposal' && !isNew && !hasEnded,
  )
  const record = entries.findLast(
    (entry) => isProposal(entry) && entry.record?.id === found?.id,
  )?.record
  if (!found || !record) return undefined
  const controls = proposedControls(record)
  const settings = settingsApproved({ controls }, circumstances.settings)
  const approved = { ...circumstances, settings }
  return {
    id: proposalId(record),
    controls,
    until: found.day,
    record,
    ...outlookOf(posture, assess(posture, approved), approved),
  }
}
