import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/event-pattern.ts'
import { resolveTemplate } from './cloudformation.ts'
import { EVENTS, FUNCTION, QUEUE, RULES, type Rule, ruleArn, TOPIC } from './expected.ts'
import { packageService, ROOT } from './package-service.ts'

const service = await packageService()
const { Resources } = resolveTemplate(service.template)
const properties = (name: string) => Resources[name]?.Properties ?? {}
const propertiesOf = (type: string) =>
  Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []))

afterAll(service.remove)

describe('the rules', () => {
  const rules = propertiesOf('AWS::Events::Rule')
  const matchers = rules.map(
    ({ Name, EventPattern }) => [Name, compilePattern(EventPattern)] as const,
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

  it('call the function, try for a day, and hand over what they cannot deliver', () => {
    expect(rules.map(({ Name, State, Targets }) => ({ Name, State, Targets }))).toEqual(
      Object.values(RULES).map((Name) => ({
        Name,
        State: 'ENABLED',
        Targets: [
          {
            Id: expect.any(String),
            Arn: FUNCTION,
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

  it('are all that may call the function', () => {
    expect(propertiesOf('AWS::Lambda::Permission')).toEqual(
      Object.values(RULES).map((name) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: FUNCTION,
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArn(name),
      })),
    )
  })
})

describe('an event that fails', () => {
  it('is tried three times within six hours, then put into the dead-letter queue', () => {
    expect(propertiesOf('AWS::Lambda::EventInvokeConfig')).toEqual([
      {
        FunctionName: 'cooper-dev-bucketChanged',
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21600,
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
      },
    ])
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
              'aws:SourceArn': propertiesOf('AWS::Events::Rule').map(({ Name }) => ruleArn(Name)),
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
