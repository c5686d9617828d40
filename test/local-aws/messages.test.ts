import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:cooper'
const events: BusEvent[] = []
const withPolicy = (statement: JsonObject) => ({
  ...roleIdentity('123456789012', 'r', 's'),
  policy: identityPolicy([statement]),
})
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({
    topics: [TopicArn],
    identities: {
      reader: withPolicy(allow('s3:*')),
      teller: withPolicy(allow('sns:Publish', `${TopicArn}-other`)),
    },
    log: (entry) => void (entry.type === 'event' && events.push(entry.event)),
  })
})
afterAll(() => aws.close())
const sns = (accessKeyId = 'developer') => clientsOf(aws, { accessKeyId }).sns

describe('SNS', () => {
  it.each([['http'], ['https']] as const)(
    'accepts a message over %s and keeps all of it',
    async (protocol) => {
      const Message = JSON.stringify({ default: 'machine', email: 'human\nänderung' })
      const outcome = { DataType: 'String', StringValue: 'remediated' }
      const { MessageId } = await clientsOf(aws, { protocol }).sns.publish({
        ...{ TopicArn, Message, Subject: 'Cooper fixed S3 bucket b', MessageStructure: 'json' },
        MessageAttributes: { outcome },
      })
      expect(aws.messages().at(-1)).toEqual({
        messageId: MessageId,
        topicArn: TopicArn,
        subject: 'Cooper fixed S3 bucket b',
        message: Message,
        messageStructure: 'json',
        attributes: { outcome: { type: 'String', value: 'remediated' } },
        caller: 'arn:aws:iam::123456789012:user/developer',
        time: expect.stringMatching(/^\d{4}-/),
      })
    },
  )

  const json = (Message: string) => ({ Message, MessageStructure: 'json' })
  const attribute = (name: string, DataType: string, StringValue: string) => ({
    Message: 'x',
    MessageAttributes: { [name]: { DataType, StringValue } },
  })
  it.each([
    ['an unknown topic', { TopicArn: `${TopicArn}2`, Message: 'x' }, 'NotFoundException'],
    [
      'a topic of another region',
      { TopicArn: TopicArn.replace('us-east-1', 'eu-west-1'), Message: 'x' },
      'InvalidParameterException',
    ],
    ['an empty message', { Message: '' }, 'InvalidParameterException'],
    ['more than 256 KiB', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
    [
      'more than 256 KiB with the attributes',
      { ...attribute('a', 'String', 'x'), Message: 'x'.repeat(262_140) },
      'InvalidParameterException',
    ],
    [
      'a subject of 100 characters',
      { Message: 'x', Subject: 's'.repeat(100) },
      'InvalidParameterException',
    ],
    ['a subject of two lines', { Message: 'x', Subject: 'a\nb' }, 'InvalidParameterException'],
    [
      'a subject that is not ASCII',
      { Message: 'x', Subject: 'Äpfel' },
      'InvalidParameterException',
    ],
    ['an empty subject', { Message: 'x', Subject: '' }, 'InvalidParameterException'],
    ['JSON without default', json('{"email":"x"}'), 'InvalidParameterException'],
    ['JSON that is not an object', json('x'), 'InvalidParameterException'],
    [
      'an unknown structure',
      { Message: 'x', MessageStructure: 'xml' },
      'InvalidParameterException',
    ],
    ['an attribute without value', attribute('a', 'String', ''), 'InvalidParameterValueException'],
    [
      'an attribute of an unknown type',
      attribute('a', 'Text', 'x'),
      'InvalidParameterValueException',
    ],
    [
      'a number that is not numeric',
      attribute('a', 'Number', 'x'),
      'InvalidParameterValueException',
    ],
    [
      'an attribute name with a space',
      attribute('a b', 'String', 'x'),
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, input, name) => {
    const count = aws.messages().length
    expect((await failureOf(sns().publish({ TopicArn, ...input }))).name).toBe(name)
    expect(aws.messages()).toHaveLength(count)
  })

  it('accepts a subject of 99 characters and a message of 256 KiB', async () => {
    const Message = 'x'.repeat(262_144)
    expect(await outcomeOf(sns().publish({ TopicArn, Message, Subject: 's'.repeat(99) }))).toBe(
      'ok',
    )
  })

  it('refuses callers who may not publish, and anonymous ones', async () => {
    const failure = await failureOf(sns('reader').publish({ TopicArn, Message: 'x' }))
    expect(failure).toMatchObject({ name: 'AuthorizationErrorException', status: 403 })
    expect(failure.message).toContain('is not authorized to perform: SNS:Publish')
  })

  it('refuses callers who may only publish to another topic', async () => {
    const failure = await failureOf(sns('teller').publish({ TopicArn, Message: 'x' }))
    expect(failure.name).toBe('AuthorizationErrorException')
    const other = sns('teller').publish({ TopicArn: `${TopicArn}-other`, Message: 'x' })
    expect(await outcomeOf(other)).toBe('NotFoundException')
  })

  it('creates topics, and refuses calls and parameters that it does not play', async () => {
    const { TopicArn: made } = await sns().createTopic({ Name: 'made' })
    expect(made).toBe('arn:aws:sns:us-east-1:123456789012:made')
    const ordered = { TopicArn, Message: 'x', MessageGroupId: 'a' }
    for (const call of [sns().deleteTopic({ TopicArn }), sns().publish(ordered)]) {
      expect(await failureOf(call)).toMatchObject({ name: 'NotImplemented', status: 501 })
    }
  })
})

describe('EventBridge', () => {
  const entry = { Source: 'cooper', DetailType: 'Bucket Check Requested', Detail: '{"bucket":"b"}' }
  const put = (...Entries: object[]) => clientsOf(aws).events.putEvents({ Entries })

  it('puts events on the event bus', async () => {
    const { Entries } = await put(entry, { ...entry, EventBusName: 'default', Resources: ['arn'] })
    expect(events.slice(-2)).toMatchObject([
      { id: Entries?.[0]?.EventId, source: 'cooper', detail: { bucket: 'b' }, resources: [] },
      { id: Entries?.[1]?.EventId, account: '123456789012', resources: ['arn'] },
    ])
  })

  it.each([
    ["AWS's own sources", { ...entry, Source: 'aws.s3' }, 'NotAuthorizedForSourceException'],
    ['details that are not JSON', { ...entry, Detail: 'x' }, 'MalformedDetail'],
    ['details that are a list', { ...entry, Detail: '[]' }, 'MalformedDetail'],
    ['no source', { ...entry, Source: '' }, 'InvalidArgument'],
    ['no type', { ...entry, DetailType: '' }, 'InvalidArgument'],
    ['another bus', { ...entry, EventBusName: 'mine' }, 'InvalidArgument'],
  ])('refuses %s, and accepts the others', async (_, wrong, code) => {
    const { FailedEntryCount, Entries } = await put(wrong, entry)
    expect(FailedEntryCount).toBe(1)
    expect(Entries).toMatchObject([{ ErrorCode: code }, { EventId: expect.any(String) }])
  })

  it('accepts ten entries at a time, and no other calls', async () => {
    const eleven = Array.from({ length: 11 }, () => entry)
    expect(await outcomeOf(put(...eleven))).toBe('ValidationException')
    expect(await failureOf(clientsOf(aws).events.describeRule({ Name: 'rule' }))).toMatchObject({
      status: 501,
    })
  })

  it('accepts nothing from other accounts', async () => {
    const headers = { 'x-amz-target': 'AWSEvents.PutEvents' }
    const call = (more: object) =>
      fetch(aws.httpUrl, { method: 'POST', body: '{}', headers: { ...headers, ...more } })
    expect((await call({})).status).toBe(403)
    expect((await call(signed({ service: 'events' }))).status).toBe(400)
  })
})
