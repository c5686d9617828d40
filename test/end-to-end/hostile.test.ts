import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleEvent, sample } from '../support/events.ts'
import { HOSTILE_JSON } from '../support/hostile-json.ts'
import { type Backend, invokeText } from './backend.ts'
import { startEmbedded } from './embedded.ts'

let aws: Backend
beforeAll(async () => {
  aws = await startEmbedded()
})
afterAll(() => aws.close())

/** The text of an event, with a hostile value at the place that `set` names. */
function eventWith(by: string, set: (detail: SampleEvent, value: string) => unknown): string {
  const event = sample('put-bucket-policy-terraform.json', ({ detail }) => void set(detail, '@@'))
  return JSON.stringify(event).replace('"@@"', () => HOSTILE_JSON[by] ?? '')
}

type Row = readonly [what: string, event: string]

const asUserAgent = (by: string): Row => [
  `${by} as user agent`,
  eventWith(by, (detail, value) => (detail.userAgent = value)),
]
const asAnswer = (by: string): Row => [
  `${by} in a response of S3`,
  eventWith(by, (detail, value) => (detail.responseElements = value)),
]

describe('the built bundle', () => {
  test.each([
    ...['1 MB', '1 MB of escapes', '1 MB of halves', 'line breaks', 'ANSI colours'].map(
      asUserAgent,
    ),
    ...['lists nested deeply', 'objects nested deeply', 'a prototype'].map(asAnswer),
  ])('remediates and notifies in spite of %s', async (what, event) => {
    const bucket = `cooper-${what.toLowerCase().replaceAll(' ', '-')}`
    await aws.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    const { result, log } = await invokeText(
      event.replaceAll('cooper-example-bucket', bucket),
      aws.environment,
    )
    expect(result).toEqual({ outcome: 'remediated' })
    const lines = log.filter((line) => line !== '')
    for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(100_000)
    const [message = '', ...others] = await aws.messages()
    expect(message).toMatch(/^\P{C}+$/u)
    expect(others).toEqual([])
  })

  test.each([
    [
      'an identity of 1 MB',
      eventWith('1 MB', (detail, value) => (detail.userIdentity = value)),
      'detail.userIdentity',
    ],
    [
      'ANSI codes as bucket name',
      eventWith(
        'ANSI colours',
        ({ requestParameters }, value) => (requestParameters.bucketName = value),
      ),
      'detail.requestParameters.bucketName',
    ],
    [
      'half a character as id',
      eventWith('half characters', (detail, value) => (detail.eventID = value)),
      'detail.eventID',
    ],
    ['nothing but nested lists', HOSTILE_JSON['lists nested deeply'] ?? '', 'source'],
  ])('refuses %s, and names the field', async (_what, event, path) => {
    const { error } = await invokeText(event, aws.environment)
    expect(error).toContain(`Cannot read the event: ${path}: `)
    expect(error).toMatch(/^[ -~…]{1,300}$/)
  })
})
