import { proposalId } from '../../core/announcements/announcement.ts'
import { changedSince } from '../../core/announcements/proposal.ts'
import { ATTRIBUTES } from '../../core/attributes/all.ts'
import { type Snapshot, snapshotOf } from '../../core/posture.ts'
import type { FoundProposal } from './find-proposal.ts'
import type { BucketProposals } from './open-proposal.ts'

/** A proposal that no approval can apply any more. */
export interface ClosedProposal {
  /** The id. */
  readonly proposal: string
  readonly reason: string
  /** Whether it was approved already. */
  readonly isDone: boolean
  /** What changed, at the time of the proposal and now. */
  readonly before?: Snapshot
  readonly after?: Snapshot
}

/** Why a proposal is no longer open. `undefined`: the bucket no longer exists. */
export function reasonClosed(
  { record, answer }: FoundProposal,
  known: BucketProposals | undefined,
  now: Date,
): ClosedProposal {
  const closed = { proposal: proposalId(record), isDone: answer?.answer === 'approved' }
  if (!known) return { ...closed, isDone: false, reason: 'The bucket no longer exists' }
  const live = snapshotOf(known.posture)
  const changed = changedSince(record, live)
  if (changed.length > 0 && !closed.isDone) {
    const titles = changed.map((name) => ATTRIBUTES[name].title).join(' and the ')
    const reason = [`The ${titles} changed since the proposal`, answer?.text].filter(Boolean)
    const part = (of: Snapshot) => Object.fromEntries(changed.map((name) => [name, of[name]]))
    return { ...closed, reason: reason.join('. '), before: part(record.after), after: part(live) }
  }
  if (answer) return { ...closed, reason: answer.text }
  const last = record.announced?.find(({ by }) => by === 'proposal')?.day ?? ''
  const reason =
    last < now.toISOString().slice(0, 10)
      ? `It ended on ${last} without an answer`
      : 'Cooper would no longer make this change: its settings, an exemption or the bucket changed'
  return { ...closed, reason }
}
