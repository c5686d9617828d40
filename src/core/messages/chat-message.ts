import { EXEMPT_TAG } from '../assessment/exempt-tag.ts'
import { isCompliant, isExempt } from '../finding.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { bucketArn } from '../policy/evaluation/resources.ts'
import { visible } from '../printable.ts'
import { exemptTagFor } from './exempt-tag-for.ts'
import { headingOf } from './heading.ts'
import type { Message } from './message.ts'

/** A message as Amazon Q Developer in chat applications takes it. */
export interface ChatMessage {
  readonly version: '1.0'
  readonly source: 'custom'
  readonly content: {
    readonly textType: 'client-markdown'
    readonly title: string
    readonly description: string
    readonly nextSteps?: readonly string[]
    readonly keywords: readonly string[]
  }
  readonly metadata: {
    /** Messages with the same id are in one thread. */
    readonly threadId: string
    readonly summary: string
    readonly eventType: string
    readonly relatedResources?: readonly string[]
    readonly additionalContext: Readonly<Record<string, string>>
  }
}

/**
 * A message in the words of a chat: title, one paragraph, and what to do next. Each text from outside is in a code span, in
 * which nothing formats, links or mentions. https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export const chatMessageOf = (message: Message): ChatMessage => {
  const { title, facts, record } = message
  const next = record ? nextSteps(record) : []
  const summary = plain(title, TITLE_LIMIT)
  const texts = Object.entries(facts).map(([name, value]) => [
    name,
    plain([value].flat().join(', '), 300),
  ])
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: summary,
      description: record ? paragraphOn(record) : code(firstParagraph(message), 2000),
      ...(next.length > 0 && { nextSteps: next }),
      keywords: ['Cooper', ...[facts.outcome ?? [], facts.control ?? []].flat()],
    },
    metadata: {
      threadId: threadOf(message),
      summary,
      eventType: plain(String(facts.outcome), 100),
      ...(record && { relatedResources: [bucketArn({ ...record, name: record.bucket })] }),
      additionalContext: Object.fromEntries(texts),
    },
  }
}

// The limits of the service. A description may have 8000 characters, of which each control takes at most 700 here.
const TITLE_LIMIT = 250
const STEP_LIMIT = 350

/** The messages on one bucket are one thread, and so are the digests of an account and region. */
function threadOf({ facts: { account, region, bucket = 'sweep' } }: Message): string {
  return ['cooper', account, region, bucket].join('-')
}

function firstParagraph({ forms }: Message): string {
  for (const { text } of forms()) return text.split('\n\n')[0] ?? text
  return ''
}

function paragraphOn(record: RemediationRecord): string {
  const { bucket, account, region, event, actor, findings } = record
  const cause = actor.arn === undefined ? '' : ` by ${code(actor.arn)}`
  const parts = [
    headingOf(record).sentence(code(bucket)),
    `It is in account ${code(account)}, ${code(region)}.`,
    `Cause: ${code(event.name)}${cause}.`,
    ...findings
      .filter((finding) => !isCompliant(finding))
      .map(({ control, reason }) => `${code(control)}: ${code(reason, 600)}.`),
  ]
  return parts.join(' ')
}

function nextSteps(record: RemediationRecord): readonly string[] {
  const { undoCommand, findings, time } = record
  const open = findings.filter((finding) => !isCompliant(finding) && !isExempt(finding))
  const tag = exemptTagFor(
    open.map(({ control }) => control),
    time,
  )
  return [
    ...(undoCommand === undefined ? [] : [`Undo it: ${code(undoCommand, 1000)}`]),
    ...(open.length === 0
      ? []
      : [
          `Exempt the bucket, if the team that operates Cooper allows it: tag ${code(`${EXEMPT_TAG} = ${tag} YOUR REASON`)}`,
        ]),
  ].map((step) => (step.length <= STEP_LIMIT ? step : 'Undo it: the e-mail has the command.'))
}

/** Text without markup. Slack reads these three characters as markup everywhere: https://docs.slack.dev/messaging/formatting-message-text */
const plain = (text: string, limit = 400): string =>
  Array.from(
    visible(text, limit).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  )
    .slice(0, limit)
    .join('')

/** A code span. A backtick would end it. */
const code = (text: string, limit = 400): string => `\`${plain(text.replaceAll('`', "'"), limit)}\``
