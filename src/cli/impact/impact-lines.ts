import { styleText } from 'node:util'
import type { Client, ClientImpact } from '../../core/impact/client-tally.ts'
import { printable, visible } from '../../core/printable.ts'
import type { BucketImpact } from '../../impact/bucket-impact.ts'

/** Clients that the terminal shows. --json has all. */
const MOST_SHOWN = 20

/** The impact on a bucket in words: one line for the bucket, then the clients. Text of a log is made printable. */
export function impactLines(found: BucketImpact): readonly string[] {
  const { denied, maybe, logs, website, failed, unreadable } = found
  return [
    `${signOf(found)} ${found.bucket}  ${sentence(found)}`,
    ...clientLines('denied', denied),
    ...clientLines('may be denied', maybe),
    ...(website > 0
      ? [`  ${requests(website)} to the website endpoint, which speaks plain HTTP only: not judged`]
      : []),
    ...(failed > 0 ? [`  ${requests(failed)} failed as it is: not judged`] : []),
    ...(unreadable > 0
      ? [
          `  ${count(unreadable, 'line')} is not readable, such as: ${visible(logs.unreadableLine ?? '', 120)}`,
        ]
      : []),
    ...(logs.note === undefined ? [] : [`  ${logs.note}`]),
  ]
}

function signOf({ denied, maybe, logs }: BucketImpact): string {
  if (denied.requests > 0) return styleText('red', '✗')
  return maybe.requests > 0 || logs.coverage !== 'full'
    ? styleText('yellow', '?')
    : styleText('green', '✓')
}

const POLICIES = {
  planned: 'the change that Cooper plans',
  live: 'the policy in force',
  file: 'the policy in the file',
} as const

function sentence({ denied, maybe, logs, requests: all, policy, from, to }: BucketImpact): string {
  if (from === undefined || to === undefined) {
    return logs.coverage === 'full' ? 'nobody used the bucket' : 'there is nothing to judge by'
  }
  const span = `from ${from.slice(0, 10)} to ${to.slice(0, 10)}`
  const some = [
    ...(denied.requests > 0 ? [`denies ${figure(denied.requests)}`] : []),
    ...(maybe.requests > 0 ? [`may deny ${figure(maybe.requests)}`] : []),
  ].join(' and ')
  return `${POLICIES[policy]} ${some || 'denies none'} of ${requests(all)} ${span}`
}

function clientLines(title: string, { clients, others, requests: all }: ClientImpact) {
  if (all === 0) return []
  const hidden = clients.slice(MOST_SHOWN)
  const rest = hidden.reduce((sum, client) => sum + client.requests, others)
  return [
    `  ${title}:`,
    ...clients.slice(0, MOST_SHOWN).flatMap(linesOf),
    ...(rest > 0 ? [`    and ${requests(rest)} of other clients`] : []),
  ]
}

function linesOf(client: Client): readonly string[] {
  const { requester, sourceAddress, userAgent, first, last, operations, example } = client
  return [
    `    ${figure(client.requests)} × ${printable(requester, 200)}`,
    `        from ${printable(sourceAddress ?? 'an unknown address', 60)} by ${printable(userAgent ?? 'an unknown client', 120)}`,
    `        ${minute(first)} to ${minute(last)}: ${operations.map((name) => printable(name, 60)).join(', ')}`,
    ...(example.key === null ? [] : [`        such as ${visible(example.key, 200)}`]),
  ]
}

const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')}Z`

const figure = (value: number) => value.toLocaleString('en')

const count = (value: number, noun: string) => `${figure(value)} ${noun}${value === 1 ? '' : 's'}`

const requests = (value: number) => count(value, 'request')
