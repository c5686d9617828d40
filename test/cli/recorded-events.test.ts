import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEvent } from '../../src/aws/events/read-event.ts'
import { jsonTextsIn } from '../../src/cli/replay/json-texts.ts'
import { eventsIn } from '../../src/cli/replay/recorded-events.ts'
import { deadLetter } from '../../src/local-aws/lambda/dead-letter.ts'
import { sample } from '../support/events.ts'

const EVENT = sample('create-bucket.json')
const { detail: RECORD } = EVENT as { detail: unknown }
const REQUEST = sample('bucket-check-requested.json')
const RUN = '0f6e1b5c-7d3a-4f0e-8a55-9a1f7c2b4d10'

const LETTER = deadLetter({
  requestId: RUN,
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:cooper',
  attempts: 3,
  event: EVENT,
  error: { errorType: 'Error', errorMessage: 'no', trace: [] },
  now: new Date('2026-11-20T09:40:00Z'),
})

const text = (value: unknown) => JSON.stringify(value)
const pretty = (value: unknown) => JSON.stringify(value, undefined, 4)

const message = (body: unknown, more: object = {}) => ({
  ...{ MessageId: '1', ReceiptHandle: 'AQEB', MD5OfBody: 'e4d', Body: text(body) },
  ...more,
})

/** Message attributes of a function's dead-letter queue. */
const ATTRIBUTES = {
  MessageAttributes: {
    RequestID: { StringValue: RUN, DataType: 'String' },
    ErrorCode: { StringValue: '200', DataType: 'Number' },
  },
}

const HOME = { account: '123456789012', region: 'us-east-1', partition: 'aws' }

/** The name of an event, as `cooper replay` takes it. */
function nameOf(event: unknown) {
  const read = readEvent(event, HOME, new Date())
  return typeof read === 'string' ? read : read.name
}

describe('events are found in', () => {
  test.each<[string, string, readonly string[], string?]>([
    ['an EventBridge event', pretty(EVENT), ['CreateBucket']],
    ['a list of events', text([EVENT, EVENT]), ['CreateBucket', 'CreateBucket']],
    ['a CloudTrail record', text(RECORD), ['CreateBucket']],
    [
      'a CloudTrail log file',
      text({ Records: [RECORD, RECORD] }),
      ['CreateBucket', 'CreateBucket'],
    ],
    [
      'the output of lookup-events',
      pretty({ Events: [{ EventName: 'CreateBucket', CloudTrailEvent: text(RECORD) }] }),
      ['CreateBucket'],
    ],
    ['a record for an on-failure destination', text(LETTER), ['CreateBucket'], RUN],
    ['a list of such records', text([LETTER]), ['CreateBucket'], RUN],
    [
      'the output of receive-message',
      pretty({ Messages: [message(LETTER), message(LETTER)] }),
      ['CreateBucket', 'CreateBucket'],
      RUN,
    ],
    ['the queue of an EventBridge rule', text({ Messages: [message(EVENT)] }), ['CreateBucket']],
    [
      'the queue of a function',
      text({ Messages: [message(EVENT, ATTRIBUTES)] }),
      ['CreateBucket'],
      RUN,
    ],
    ['one message', text(message(LETTER)), ['CreateBucket'], RUN],
    ['a list of bodies', text([text(LETTER), text(LETTER)]), ['CreateBucket', 'CreateBucket'], RUN],
    [
      'bodies as text, with tabs between',
      `${text(LETTER)}\t${text(LETTER)}\n`,
      ['CreateBucket', 'CreateBucket'],
      RUN,
    ],
    [
      'several texts in a row',
      `${pretty(EVENT)}${text(REQUEST)}`,
      ['CreateBucket', 'BucketCheckRequested'],
    ],
    [
      'a dead letter of a sweep',
      text({ ...LETTER, requestPayload: REQUEST }),
      ['BucketCheckRequested'],
      RUN,
    ],
    ['a text with a byte order mark', `\uFEFF${text(EVENT)}`, ['CreateBucket']],
  ])('%s', (_, content, names, run) => {
    const found = eventsIn(content, 'file')
    expect(found.map(({ event }) => nameOf(event))).toEqual(names)
    for (const one of found) expect(one.run).toBe(run)
  })

  test.each(['', ' \n', '[]', '{"Records": []}', '{"Messages": []}', '{"Events": []}'])(
    'none in %j',
    (content) => {
      expect(eventsIn(content, 'file')).toEqual([])
    },
  )

  test.each(['no', '{"a": 1', '{"a": 1}}', '["a"', `${text(EVENT)},${text(EVENT)}`])(
    'an error for %j',
    (content) => {
      expect(() => eventsIn(content, 'file')).toThrow('Cannot read the file "file": it is not JSON')
    },
  )
})

test('JSON texts in a row are the same values, whatever stands between them', () => {
  const space = fc.stringMatching(/^[ \n\t\r]+$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.jsonValue(), space)), (values) => {
      const row = values.map(([value, between]) => `${text(value)}${between}`).join('')
      expect(jsonTextsIn(row)).toEqual(values.map(([value]) => JSON.parse(text(value))))
    }),
  )
})

describe('a text within the file that is not JSON is one malformed event, and the others are found', () => {
  test.each<[string, unknown]>([
    ['a body', { Messages: [{ Body: 'hello' }, message(EVENT)] }],
    ['a body that is cut off', { Messages: [{ Body: '{"source":' }, message(EVENT)] }],
    ['the payload of a failed run', [{ requestPayload: 'hello' }, EVENT]],
    ['a record of lookup-events', { Events: [{ CloudTrailEvent: 'hello' }, EVENT] }],
  ])('%s', (_, content) => {
    const [first, second, ...rest] = eventsIn(text(content), 'file')
    expect(() => nameOf(first?.event)).toThrow()
    expect(nameOf(second?.event)).toBe('CreateBucket')
    expect(rest).toEqual([])
  })
})
