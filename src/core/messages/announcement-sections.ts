import type { RemediationRecord } from '../journal/record.ts'
import { describeAnnounced } from './describe-announced.ts'
import { howToExempt } from './if-something-breaks.ts'
import { titledSection } from './titled-section.ts'

/** What is announced or proposed, whom it may hit, and what a reader may do about it. Foreign text is printable. */
export function announcementSections(record: RemediationRecord): readonly string[] {
  const texts = describeAnnounced(record)
  if (!texts) return []
  const { when, change, mayHit, answers } = texts
  const choices: readonly [string, string | undefined][] = [
    ['The team that operates Cooper can make the announced change earlier', answers?.fixNow],
    ['The team that operates Cooper can approve the proposal', answers?.approve],
    ['Or it can reject the proposal, and Cooper leaves the bucket alone', answers?.reject],
  ]
  const open = (record.announced ?? []).filter(({ hasEnded, because }) => !hasEnded || because)
  return [
    titledSection('When', when.map(item)),
    titledSection('The change', change),
    titledSection(
      'Whom it may hit',
      mayHit.map((text) => `- ${text}`),
    ),
    titledSection(
      'What you can do',
      answers
        ? [
            '- Make the change yourself, by the lines below or in another way: Cooper then finds nothing to do.',
            ...choices.flatMap(([text, command]) => (command ? [`- ${text}: ${command}`] : [])),
            ...howToExempt(
              record,
              open.map(({ control }) => control),
            ),
          ]
        : [],
    ),
  ]
}

const item = (text: string) => `- ${text}.`
