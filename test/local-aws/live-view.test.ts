import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { clean, describeBusEntry, describeMail } from '../../src/local-aws/live-view.ts'
import type { LogEntry, RequestEntry } from '../../src/local-aws/log.ts'

const request: RequestEntry = {
  ...{ type: 'request', service: 's3', operation: 'PutBucketPolicy', bucket: 'b', key: undefined },
  ...{ action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::b' },
  ...{
    caller: 'arn:aws:iam::1:user/developer',
    accessKeyId: 'developer',
    userAgent: 'x',
    protocol: 'https',
  },
  ...{ readOnly: false, status: 204, errorCode: undefined },
}
const message = {
  ...{
    messageId: '1',
    topicArn: 'arn',
    subject: 'Cooper fixed S3 bucket b',
    messageStructure: 'json',
  },
  ...{ attributes: {}, caller: 'me', time: '' },
}
const text = (entry: LogEntry) => describeBusEntry(entry).map(stripVTControlCharacters).join('\n')

describe('the live view', () => {
  it.each([
    [
      'shows a change',
      request,
      'call    PutBucketPolicy b  204  https, arn:aws:iam::1:user/developer',
    ],
    [
      'shows a refusal',
      { ...request, status: 403, errorCode: 'AccessDenied' },
      'call    PutBucketPolicy b  403 AccessDenied  https, arn:aws:iam::1:user/developer',
    ],
    ['hides reads', { ...request, readOnly: true }, ''],
    ['hides the call of a message that it shows anyway', { ...request, operation: 'Publish' }, ''],
    ['hides the log of the function', { type: 'output', functionName: 'f', line: 'x' }, ''],
  ] as [string, LogEntry, string][])('%s', (_, entry, expected) => {
    expect(text(entry)).toBe(expected)
  })

  it("shows the first lines of a message's e-mail", () => {
    const email = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\n')
    const shown = text({
      type: 'message',
      message: { ...message, message: JSON.stringify({ default: '{}', email }) },
    })
    expect(shown.split('\n').at(0)).toBe('message Cooper fixed S3 bucket b')
    expect(shown.split('\n').at(1)).toBe('        │ line 1')
    expect(shown.split('\n').at(-1)).toBe('        │ … 4 more lines: key m')
  })

  it('shows the result of an invocation', () => {
    const invocation = {
      type: 'invocation',
      functionName: 'f',
      requestId: '1',
      event: {},
      durationMs: 7,
    } as const
    expect(
      text({ ...invocation, attempt: 1, outcome: { ok: true, result: { outcome: 'remediated' } } }),
    ).toBe('cooper  outcome:remediated  in 7 ms\n')
    const error = { errorType: 'TypeError', errorMessage: 'broken' }
    expect(text({ ...invocation, attempt: 2, outcome: { ok: false, error } })).toBe(
      'cooper  TypeError: broken  in 7 ms, attempt 2',
    )
  })

  it.each([
    ['colours', 'a\u001b[31mred', 'a\ufffd[31mred'],
    ['new lines', 'a\nb', 'a\ufffdb'],
    ['a change of the reading direction', 'a\u202eb', 'a\ufffdb'],
    ['a terminal title', '\u001b]0;title\u0007', '\ufffd]0;title\ufffd'],
    ['a very long text', 'x'.repeat(1000), 'x'.repeat(300)],
  ])('removes from foreign text: %s', (_, given, expected) => {
    expect(clean(given)).toBe(expected)
  })
})

describe('the newest message in full', () => {
  const lines = (found: readonly string[]) => found.map(stripVTControlCharacters)

  it('has every line of the mail, and no character that controls the terminal', () => {
    const email = Array.from({ length: 40 }, (_, i) => `line ${i}\u001b[31m`).join('\n')
    const published = { ...message, message: JSON.stringify({ default: 'short', email }) }
    const shown = lines(describeMail(published))
    expect(shown[0]).toBe('message Cooper fixed S3 bucket b')
    expect(shown.at(40)).toBe('        │ line 39\ufffd[31m')
    expect(shown).toHaveLength(42)
  })

  it('says when there is none', () => {
    expect(lines(describeMail(undefined))).toEqual(['There was no message yet.'])
  })
})
