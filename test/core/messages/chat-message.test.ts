import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { chatMessageOf } from '../../../src/core/messages/chat-message.ts'
import { messageOf } from '../../../src/core/messages/message.ts'
import { sampleRecord } from '../../support/sample-record.ts'
import { ChatSchema } from './chat-schema.ts'

const record = (part: Partial<RemediationRecord> = {}): RemediationRecord => ({
  ...sampleRecord(),
  ...part,
})

const chatOf = (part: Partial<RemediationRecord> = {}) => chatMessageOf(messageOf(record(part)))

const issuesOf = (message: unknown) => {
  const parsed = v.safeParse(ChatSchema, message)
  return parsed.issues && v.summarize(parsed.issues)
}

test('has a title, one paragraph, and what to do next, in a thread for each bucket', () => {
  const message = chatOf()
  expect(issuesOf(message)).toBe(undefined)
  expect(message).toMatchSnapshot()
})

test('messages on one bucket are in one thread, and those on another are not', () => {
  const { threadId } = chatOf().metadata
  expect(chatOf({ outcome: 'failed', time: '2027-01-01T00:00:00.000Z' }).metadata.threadId).toBe(
    threadId,
  )
  expect(chatOf({ bucket: 'other-bucket' }).metadata.threadId).not.toBe(threadId)
})

test.each<[string, Partial<RemediationRecord>, number]>([
  ['a change: undo and exempt', {}, 2],
  ['a change on which nothing was open: undo only', { findings: [] }, 1],
])('next steps for %s', (_reason, part, count) => {
  expect(
    chatOf({ undoCommand: 'npx cooper undo b', ...part }).content.nextSteps ?? [],
  ).toHaveLength(count)
})

const HOSTILE = [
  '@here @channel <!here> <!channel> <@U123> <#C123|general>',
  '*bold* _italic_ ~gone~ `code` ```block```',
  '[link](https://evil.example) <https://evil.example|click> https://evil.example',
  '# Heading\n> quote\n- list',
  '<at>everyone</at> <script>alert(1)</script> &lt;b&gt;',
  '\u202Ereversed \u001b[31mred',
  '`` ` ``` ',
  '` *bold* @here [link](https://evil.example) `',
] as const

/** What is outside of code spans. */
const outside = (text: string) => text.replaceAll(/`[^`]*`/g, '')

test.each(HOSTILE)('a reason, a caller or a tag cannot format, link or mention: %s', (text) => {
  const [finding] = record().findings.filter(({ verdict }) => verdict === 'non-compliant')
  const hostile = {
    findings: finding ? [{ ...finding, reason: text }] : [],
    actor: { ...record().actor, arn: text },
    event: { ...record().event, name: text },
    undoCommand: `npx cooper undo --record '${text}'`,
  }
  const message = chatOf(hostile)
  expect(issuesOf(message)).toBe(undefined)
  const texts = [message.content.description, ...(message.content.nextSteps ?? [])]
  for (const one of texts) {
    expect(outside(one)).not.toMatch(/[`*_~@<>#[\]|]|evil|here|everyone/)
    expect(one).not.toMatch(/[<>\p{Cc}\p{Cf}]/u)
  }
  expect(message.content.title).not.toMatch(/[<>\p{Cc}\p{Cf}]/u)
})

test('a message about many buckets has its first paragraph, in the thread of the sweeps', () => {
  const message = chatMessageOf({
    title: "Cooper's sweep of S3 buckets: 1 fixed, 2 not, in us-east-1",
    facts: { outcome: 'failed', sweep: 's-1', account: '123456789012', region: 'us-east-1' },
    *forms() {
      yield { text: 'The sweep <!here> is `incomplete`.\n\nMore.', data: {} }
    },
  })
  expect(issuesOf(message)).toBe(undefined)
  expect(message.content).toEqual({
    textType: 'client-markdown',
    title: "Cooper's sweep of S3 buckets: 1 fixed, 2 not, in us-east-1",
    description: "`The sweep &lt;!here&gt; is 'incomplete'.`",
    keywords: ['Cooper', 'failed'],
  })
  expect(message.metadata.threadId).toBe('cooper-123456789012-us-east-1-sweep')
})

test('the longest texts fit the limits of the service', () => {
  const [finding] = record().findings
  const findings = Array.from({ length: 6 }, () => ({
    ...(finding as RemediationRecord['findings'][0]),
    verdict: 'non-compliant' as const,
    reason: '<'.repeat(5000),
  }))
  const bucket = `b${'-'.repeat(62)}`
  const message = chatOf({ findings, bucket, undoCommand: 'x'.repeat(900) })
  expect(issuesOf(message)).toBe(undefined)
  expect(message.content.nextSteps?.[0]).toBe('Undo it: the e-mail has the command.')
})

test('the schema refuses what the service would', () => {
  const message = chatOf()
  const { content } = message
  expect(issuesOf({ ...message, content: { ...content, title: 'x'.repeat(251) } })).toBeDefined()
  expect(issuesOf({ ...message, version: '2.0' })).toBeDefined()
})
