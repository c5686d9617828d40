import { type Announcement, describeAnnouncement } from '../announcements/announcement.ts'
import { EXEMPT_TAG } from '../assessment/exempt-tag.ts'
import { CONTROLS } from '../controls/all.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { shellWord } from '../journal/undo-command.ts'
import { printable } from '../printable.ts'
import { describeChanges } from './describe-changes.ts'
import { titledSection } from './titled-section.ts'

/** What is announced or proposed, whom it may hit, and what a reader may do about it. Foreign text is printable. */
export function announcementSections(record: RemediationRecord): readonly string[] {
  const { announced = [], time } = record
  const told = announced.filter(({ hasEnded }) => !hasEnded)
  const today = time.slice(0, 10)
  return [
    titledSection(
      'When',
      announced.map((one) => `- ${one.control}: ${printable(describeAnnouncement(one, today))}.`),
    ),
    titledSection('The change', told.length > 0 ? describeChanges(record, told) : []),
    titledSection('Whom it may hit', told.flatMap(harmOf)),
    titledSection('What you can do', told.length > 0 ? choices(record, told) : []),
  ]
}

const harmOf = ({ control }: Announcement) =>
  CONTROLS.filter(({ id }) => id === control).map(({ ifItBreaks }) => `- ${control}: ${ifItBreaks}`)

function choices({ bucket }: RemediationRecord, told: readonly Announcement[]): readonly string[] {
  const grace = told.filter(({ by }) => by === 'grace').map(({ control }) => control)
  const [proposal] = told.filter(({ by }) => by === 'proposal')
  const exempt = `- If the team that operates Cooper allows it, exempt the bucket by a tag: ${EXEMPT_TAG} = ${told.map(({ control }) => control).join(' ')} and your reason.`
  return [
    '- Make the change yourself, by the lines below or in another way: Cooper then finds nothing to do.',
    ...(grace.length > 0
      ? [`- That team can make the announced change earlier: cooper fix ${shellWord(bucket)}`]
      : []),
    ...(proposal
      ? [
          `- That team can approve the proposal: cooper approve ${shellWord(printable(proposal.id))}`,
          `- Or reject it, so that Cooper leaves the bucket alone: cooper reject ${shellWord(printable(proposal.id))} --reason "why"`,
        ]
      : []),
    exempt,
  ]
}
