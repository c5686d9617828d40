import { styleText } from 'node:util'
import { causeOf } from '../../core/event.ts'
import { describeAffected } from '../../core/messages/describe-affected.ts'
import { keepName, visible } from '../../core/printable.ts'
import { plural } from '../fix/fix-lines.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import type { ClosedProposal } from './closed-proposal.ts'
import type { OpenProposal } from './open-proposal.ts'

/** A proposal in lines for people. */
export const proposalLines = (proposal: OpenProposal): readonly string[] => {
  const { id, bucket, controls, until, record, findings, before, after } = proposal
  const caller = visible(record.actor.arn ?? 'unknown', 200)
  return [
    `${styleText('bold', visible(id, 600))}  ${bucket.region}  ${controls.join(', ')}`,
    `  waits for an answer until ${until}; proposed at ${record.time} after ${visible(causeOf(record.event))} by ${caller}`,
    ...findings
      .flatMap(describeAffected)
      .map((line) => keepName(`  may be affected: ${line}`, bucket.name)),
    ...diffOf(before, after),
    '',
  ]
}

/** Why a proposal cannot be answered, and what changed since. */
export const closedLines = ({
  proposal,
  reason,
  before = {},
  after = {},
  isDone,
}: ClosedProposal) => [
  `${isDone ? styleText('green', '✓') : styleText('red', '✗')} ${visible(proposal, 600)}`,
  `  ${reason}. Nothing was changed.`,
  ...diffOf(before, after),
]

/** A proposal for programs. */
export const proposalData = ({ record, ...proposal }: OpenProposal) => ({
  ...proposal,
  proposed: record.time,
  event: record.event,
  actor: record.actor,
})

interface ListCounts {
  readonly open: number
  readonly unread: number
}

export function listTotals({ open, unread }: ListCounts): string {
  const wait = open === 1 ? 'waits' : 'wait'
  return [
    open > 0
      ? `${plural(open, 'proposal')} ${wait} for an answer. ${ANSWERS}`
      : 'No proposal waits for an answer.',
    ...(unread > 0
      ? [`${plural(unread, 'bucket')} could not be read in full: see "npx cooper check".`]
      : []),
  ].join(' ')
}

const ANSWERS = 'To answer: npx cooper approve ID, or npx cooper reject ID --reason "why".'
