import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/events/event-pattern.ts'
import { sample } from '../support/events.ts'
import { resolveTemplate } from './cloudformation.ts'
import {
  ALL_TARGETS,
  EVENTS,
  FUNCTION,
  QUEUE,
  RULES,
  type Rule,
  ruleArn,
  SCHEDULES,
  SETTLING_QUEUE,
  TARGETS,
  TOPIC,
} from './expected.ts'
import { packageService, ROOT } from './package-service.ts'

const [service, withoutSweep] = await Promise.all([
  packageService(),
  packageService({ sweepSchedule: 'off', settleMinutes: '0' }),
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

  it('are tested with every file in events/', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(
      Object.keys(EVENTS).sort(),
    )
  })

  it.each(Object.entries(EVENTS))('deliver %s to %j', (file, expected) => {
    const event = JSON.parse(readFileSync(join(ROOT, 'events', `${file}.json`), 'utf8'))
    expect(matching(event)).toEqual(expected.map((rule: Rule) => RULES[rule]))
  })

  it('do not deliver the event of another account, even if its event bus accepts it', () => {
    const event = JSON.parse(
      readFileSync(join(ROOT, 'events', 'bucket-check-requested.json'), 'utf8'),
    )
    expect(matching({ ...event, account: '210987654321' })).toEqual([])
  })

  it('run a sweep each night, and look each hour for a digest to send and logs to judge', () => {
    const scheduled = rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
    expect(scheduled).toMatchObject([
      { Name: SCHEDULES.sweep, ScheduleExpression: 'cron(15 3 * * ? *)', State: 'ENABLED' },
      {
        Name: SCHEDULES.digest,
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Input: JSON.stringify(sample('sweep-digest-due.json')) }],
      },
      { Name: SCHEDULES.review, ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' },
    ])
  })

  it('omit the sweep if it is switched off, and still send the digest of the last one', () => {
    const off = Object.values(resolveTemplate(withoutSweep.template).Resources)
    const scheduled = off.filter(({ Properties }) => Properties?.ScheduleExpression)
    expect(scheduled).toMatchObject([
      { Properties: { Name: SCHEDULES.sweep, State: 'DISABLED' } },
      { Properties: { Name: SCHEDULES.digest, State: 'ENABLED' } },
      { Properties: { Name: SCHEDULES.review, State: 'ENABLED' } },
    ])
  })

  it('call their target, retry for a day, and put undelivered events into the dead-letter queue', () => {
    expect(rules).toMatchObject(
      ALL_TARGETS.map(([Name, Arn]) => ({
        Name,
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

  it('are on the default event bus, where CloudTrail publishes', () => {
    expect(rules.filter(({ EventBusName }) => EventBusName !== undefined)).toEqual([])
  })

  it('are the only ones that may invoke the functions', () => {
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

const isEachRuleOnce = (arns: readonly string[]) =>
  arns.toSorted().join() ===
  ALL_TARGETS.map(([name]) => ruleArn(name))
    .toSorted()
    .join()

describe('the delay queue', () => {
  it('does not delay with SETTLE_MINUTES of 0', () => {
    const { SettlingQueue, SettlingRule } = resolveTemplate(withoutSweep.template).Resources
    expect(SettlingQueue?.Properties.DelaySeconds).toBe(0)
    // Without a delay, an event would come twice at once.
    expect(SettlingRule?.Properties.State).toBe('DISABLED')
  })

  it('delays by 15 minutes, and gives up in the dead-letter queue', () => {
    expect(properties('SettlingQueue')).toMatchObject({
      DelaySeconds: 900,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: QUEUE, maxReceiveCount: 5 },
    })
  })

  it('hides a message longer than any function may run', () => {
    expect(properties('SettlingQueue').VisibilityTimeout).toBeGreaterThan(900)
  })

  it('delivers to the function that fixes buckets, one event at a time', () => {
    expect(propertiesOf('AWS::Lambda::EventSourceMapping')).toEqual([
      { EventSourceArn: SETTLING_QUEUE, FunctionName: FUNCTION, BatchSize: 1 },
    ])
  })

  it('accepts events over TLS only, and only of its rule', () => {
    expect(properties('SettlingQueuePolicy').PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: SETTLING_QUEUE },
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: SETTLING_QUEUE,
          Condition: { ArnEquals: { 'aws:SourceArn': [ruleArn(RULES.settling)] } },
        },
      ],
    })
  })
})

describe('an event that fails', () => {
  it('is retried within six hours, and then put into the dead-letter queue', () => {
    // What the review of logs does not do, the next hour does.
    const functions = [
      ['cooper-dev-bucketChanged', 2],
      ['cooper-dev-sweep', 2],
      ['cooper-dev-reviewLogs', 0],
    ] as const
    expect(propertiesOf('AWS::Lambda::EventInvokeConfig')).toEqual(
      functions.map(([FunctionName, MaximumRetryAttempts]) => ({
        FunctionName,
        Qualifier: '$LATEST',
        MaximumRetryAttempts,
        MaximumEventAgeInSeconds: 21600,
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
      })),
    )
  })

  it('stays there for 14 days, encrypted', () => {
    expect(properties('DeadLetterQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    })
  })

  it('is accepted over TLS only, and only from these rules', () => {
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
              'aws:SourceArn': expect.toSatisfy(isEachRuleOnce),
            },
          },
        },
      ],
    })
  })

  it('raises an alarm that notifies the topic', () => {
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
