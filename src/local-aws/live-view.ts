import { styleText } from 'node:util'
import type { BusEvent } from './events/bus-event.ts'
import type { DeadLetter } from './lambda/dead-letter.ts'
import type { InvocationEntry, LogEntry, RequestEntry } from './log.ts'
import type { PublishedMessage } from './sns/message.ts'

const MOST_LINES = 16
const LONGEST_LINE = 10_000

/** A log entry in lines for people; none for entries that people do not need. */
export function describeBusEntry(entry: LogEntry): readonly string[] {
  switch (entry.type) {
    case 'request':
      return isWorthShowing(entry) ? describeS3Request(entry) : []
    case 'event':
      return describeEvent(entry.event, [...entry.functions, ...entry.buses])
    case 'invocation':
      return describeInvocation(entry)
    case 'message':
      return describeMessage(entry.message)
    case 'dead-letter':
      return describeDeadLetter(entry.deadLetter)
    case 'output':
      return []
    default:
      return entry satisfies never
  }
}

// Reads change nothing, and a published message has an entry of its own.
function isWorthShowing({ readOnly, operation, errorCode }: RequestEntry): boolean {
  return !readOnly && (operation !== 'Publish' || errorCode !== undefined)
}

function describeS3Request(entry: RequestEntry): readonly string[] {
  const { operation, bucket = '', caller, protocol, status, errorCode } = entry
  const isFine = status >= 200 && status < 300
  const answer = isFine
    ? styleText('green', String(status))
    : styleText('red', `${status} ${errorCode}`)
  const what = styleText('bold', `${operation} ${bucket}`.trim())
  return [`${label('call', 'cyan')}${what}  ${answer}  ${dim(`${protocol}, ${clean(caller)}`)}`]
}

function describeEvent(event: BusEvent, targets: readonly string[]): readonly string[] {
  const name = clean(String(event.detail.eventName ?? event['detail-type']))
  const goal = targets.length > 0 ? targets.join(', ') : 'no rule matches'
  return [`${label('event', 'yellow')}${name}  ${dim(`→ ${goal}`)}`]
}

function describeInvocation({ outcome, attempt, durationMs }: InvocationEntry): readonly string[] {
  const time = dim(`in ${durationMs} ms${attempt > 1 ? `, attempt ${attempt}` : ''}`)
  if (outcome.ok) {
    return [
      `${label('cooper', 'green')}${clean(JSON.stringify(outcome.result).replaceAll(/[{}"]/g, ''))}  ${time}`,
      '',
    ]
  }
  const { errorType, errorMessage } = outcome.error
  return [`${label('cooper', 'red')}${clean(`${errorType}: ${errorMessage}`)}  ${time}`]
}

function describeMessage(published: PublishedMessage): readonly string[] {
  const lines = textOf(published)
  const rest = lines.length - MOST_LINES
  const more = rest > 0 ? [dim(`        │ … ${rest} more lines: key m`)] : []
  const shown = lines.slice(0, MOST_LINES).map((line) => dim(`        │ ${clean(line)}`))
  return [messageTitle(published), ...shown, ...more]
}

/** All lines of a message as it comes by e-mail. */
export function describeMail(published: PublishedMessage | undefined): readonly string[] {
  if (published === undefined) return [dim('There was no message yet.')]
  const lines = textOf(published).map((line) => `        │ ${clean(line, LONGEST_LINE)}`)
  return [messageTitle(published), ...lines, '']
}

const messageTitle = ({ subject = '(no subject)' }: PublishedMessage) =>
  `${label('message', 'magenta')}${clean(subject)}`

function textOf({ message, messageStructure }: PublishedMessage): readonly string[] {
  const text = messageStructure === 'json' ? emailIn(message) : message
  return text.trimEnd().split('\n')
}

function emailIn(message: string): string {
  const texts: { email?: string; default: string } = JSON.parse(message)
  return texts.email ?? texts.default
}

function describeDeadLetter({ requestContext, responsePayload }: DeadLetter): readonly string[] {
  const { approximateInvokeCount } = requestContext
  const why = clean(responsePayload.errorMessage)
  return [`${label('dead', 'red')}given up after ${approximateInvokeCount} attempts: ${why}`, '']
}

function label(text: string, color: 'cyan' | 'yellow' | 'green' | 'red' | 'magenta'): string {
  return styleText(color, text.padEnd(8))
}

function dim(text: string): string {
  return styleText('dim', text)
}

/** Makes text from outside safe to print: removes control characters and those that change the reading direction. */
export function clean(text: string, longest = 300): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').slice(0, longest)
}
