import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/events/event-pattern.ts'
import { sample } from '../support/events.ts'
import { resolveTemplate } from './cloudformation.ts'
import { EVENTS, QUEUE, RULES, type Rule, ruleArn, SCHEDULES, TARGETS, TOPIC } from './expected.ts'
import { packageService, ROOT } from './package-service.ts'

const [service, withoutSweep] = await Promise.all([
  packageService(),
  packageService({ sweepSchedule: 'off' }),
])
const { Resources } = resolveTemplate(service.template)
const properties = (name: string) => Resources[name]?.Properties ?? {}
const propertiesOf = (type: string) =>
  Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []))

afterAll(() => Promise.all([service.remove(), withoutSweep.remove()]))

describe('the rules', () => {
  const rules = propertiesOf('AWS::Events::Rule')
  const matchers = rules.flatMap(({ Name, EventPattern }) =>
    EventPattern === undefined ? [] : [[Name, compilePattern(EventPattern)] as const],
  )
  const matching = (event: unknown) => matchers.filter(([, match]) => match(event)).map(([n]) => n)
  const files = readdirSync(join(ROOT, 'events')).filter((file) => file.endsWith('.json'))

  it('are told apart by every file in events/', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(
      Object.keys(EVENTS).sort(),
    )
  })

  it.each(Object.entries(EVENTS))('bring %s to %j', (file, expected) => {
    const event = JSON.parse(readFileSync(join(ROOT, 'events', `${file}.json`), 'utf8'))
    expect(matching(event)).toEqual(expected.map((rule: Rule) => RULES[rule]))
  })

  it('do not bring the event of another account, though its bus may let it in', () => {
    const event = JSON.parse(
      readFileSync(join(ROOT, 'events', 'bucket-check-requested.json'), 'utf8'),
    )
    expect(matching({ ...event, account: '210987654321' })).toEqual([])
  })

  it('know the time: a sweep each night, and a look each hour whether there is one to tell of', () => {
    const scheduled = rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
    expect(scheduled).toMatchObject([
      { Name: SCHEDULES.sweep, ScheduleExpression: 'cron(15 3 * * ? *)', State: 'ENABLED' },
      {
        Name: SCHEDULES.digest,
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Input: JSON.stringify(sample('sweep-digest-due.json')) }],
      },
    ])
  })

  it('leave the sweep out where it is off, and tell of the last one all the same', () => {
    const off = Object.values(resolveTemplate(withoutSweep.template).Resources)
    expect(off.filter(({ Type }) => Type === 'AWS::Events::Rule')).toMatchObject([
      ...[{}, {}, {}],
      { Properties: { Name: SCHEDULES.sweep, State: 'DISABLED' } },
      ...[{}, { Properties: { Name: SCHEDULES.digest, State: 'ENABLED' } }],
    ])
  })

  it('call their function, try for a day, and hand over what they cannot deliver', () => {
    expect(rules).toMatchObject(
      TARGETS.map(([Name, Arn]) => ({
        Name,
        State: 'ENABLED',
        Targets: [
          {
            Id: expect.any(String),
            Arn,
            RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: QUEUE },
          },
        ],
      })),
    )
  })

  it('are on the default bus, where CloudTrail reports', () => {
    expect(rules.filter(({ EventBusName }) => EventBusName !== undefined)).toEqual([])
  })

  it('are all that may call the functions', () => {
    expect(propertiesOf('AWS::Lambda::Permission')).toEqual(
      TARGETS.map(([name, FunctionName]) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName,
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArn(name),
      })),
    )
  })
})

describe('an event that fails', () => {
  it('is tried three times within six hours, then put into the dead-letter queue', () => {
    const functions = ['cooper-dev-bucketChanged', 'cooper-dev-sweep']
    expect(propertiesOf('AWS::Lambda::EventInvokeConfig')).toEqual(
      functions.map((FunctionName) => ({
        FunctionName,
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21600,
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
      })),
    )
  })

  it('waits there for 14 days, encrypted', () => {
    expect(properties('DeadLetterQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    })
  })

  it('comes there over TLS only, and from exactly the rules', () => {
    expect(properties('DeadLetterQueuePolicy').PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: QUEUE,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: QUEUE,
          Condition: {
            ArnEquals: {
              'aws:SourceArn': TARGETS.map(([name]) => ruleArn(name)),
            },
          },
        },
      ],
    })
  })

  it('raises an alarm that tells the topic', () => {
    expect(properties('DeadLetterAlarm')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Dimensions: [{ Name: 'QueueName', Value: 'cooper-dev-dead-letters' }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC],
    })
  })
})
