import { type Announcement, describeAnnouncement } from '../announcements/announcement.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { shellWord } from '../journal/undo-command.ts'
import { printable } from '../printable.ts'
import { describeChanges } from './describe-changes.ts'
import { controlOf, howToExempt } from './if-something-breaks.ts'
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
    titledSection('Whom it may hit', told.flatMap(harmOf(record))),
    titledSection('What you can do', told.length > 0 ? choices(record, told) : []),
  ]
}

const harmOf =
  (record: RemediationRecord) =>
  (one: Announcement): readonly string[] => {
    const control = controlOf(one)
    const bucket = { ...record, name: record.bucket }
    return control ? [`- ${one.control}: ${control.ifItBreaks(bucket)}`] : []
  }

function choices(record: RemediationRecord, told: readonly Announcement[]): readonly string[] {
  const bucket = shellWord(record.bucket)
  const isInGrace = told.some(({ by }) => by === 'grace')
  const [proposal] = told.filter(({ by }) => by === 'proposal')
  const id = proposal && shellWord(printable(proposal.id))
  return [
    '- Make the change yourself, by the lines below or in another way: Cooper then finds nothing to do.',
    ...(isInGrace
      ? [
          `- The team that operates Cooper can make the announced change earlier: cooper fix ${bucket}`,
        ]
      : []),
    ...(id
      ? [
          `- The team that operates Cooper can approve the proposal: cooper approve ${id}`,
          `- Or it can reject the proposal, and Cooper leaves the bucket alone: cooper reject ${id} --reason "why"`,
        ]
      : []),
    ...howToExempt(
      record,
      told.map(({ control }) => control),
    ),
  ]
}
