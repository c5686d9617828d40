import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/events/event-pattern.ts'
import { readStack, type StackOptions } from '../../src/local-aws/stack/read-stack.ts'

function stackOf(yaml: string, settings: StackOptions = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'cooper-stack-')), 'serverless.yml')
  writeFileSync(file, yaml)
  return readStack(file, settings)
}

const withValue = (value: string) => `
service: tool
params:
  default: { size: 512, name: plain }
  prod: { name: special }
custom:
  fixed: tool-\${sls:stage}
functions:
  doThing:
    handler: dist/do-thing.handler
    environment:
      VALUE: ${value}
resources:
  Resources:
    Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: '\${self:custom.fixed}' } }
    Nameless: { Type: AWS::SNS::Topic }
    Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
    Role: { Type: AWS::IAM::Role, Properties: { RoleName: r } }
    Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: b } }
    Key: { Type: AWS::KMS::Key }
    Alarm: { Type: AWS::CloudWatch::Alarm }
`

describe("a function's environment is resolved", () => {
  it.each([
    ['a plain value', 'text', 'text'],
    ['a number', '42', '42'],
    ['a parameter', `\${param:name}`, 'plain'],
    ['a parameter within text', `'<\${param:name}-\${param:size}>'`, '<plain-512>'],
    ['the stage and the region', `\${sls:stage}-\${aws:region}`, 'dev-us-east-1'],
    ['another part of the file', `\${self:custom.fixed}`, 'tool-dev'],
    ['a variable in a variable', `\${param:\${opt:no, 'name'}}`, 'plain'],
    ['a fallback', `\${opt:colour, env:NO_SUCH_THING, 'blue'}`, 'blue'],
    ['Ref of a topic', '!Ref Topic', 'arn:aws:sns:us-east-1:123456789012:tool-dev'],
    ['Ref of a topic without name', '!Ref Nameless', 'arn:aws:sns:us-east-1:123456789012:Nameless'],
    ['Ref of a bucket', '{ Ref: Bucket }', 'b'],
    ['the ARN of a bucket', '!GetAtt Bucket.Arn', 'arn:aws:s3:::b'],
    ['the ARN of a queue', '!GetAtt [Queue, Arn]', 'arn:aws:sqs:us-east-1:123456789012:q'],
    ['the ARN of a role', '{ Fn::GetAtt: [Role, Arn] }', 'arn:aws:iam::123456789012:role/r'],
    ['the ARN of a key', '!GetAtt Key.Arn', 'arn:aws:kms:us-east-1:123456789012:key/Key'],
    [
      'Sub',
      `!Sub 'arn:\${AWS::Partition}:x:\${AWS::Region}:\${AWS::AccountId}:\${Queue.Arn}/\${Bucket}'`,
      'arn:aws:x:us-east-1:123456789012:arn:aws:sqs:us-east-1:123456789012:q/b',
    ],
    ['Join', `!Join ['-', [a, !Ref Bucket, !Ref AWS::Region]]`, 'a-b-us-east-1'],
  ])('%s', (_, value, expected) => {
    expect(stackOf(withValue(value)).functions[0]?.environment.VALUE).toBe(expected)
  })

  it('for its stage, region, account and parameters', () => {
    const value = `!Sub '\${param:name}, \${param:size}, \${AWS::Region}, \${AWS::AccountId}, \${AWS::Partition}'`
    const settings = {
      stage: 'prod',
      region: 'cn-north-1',
      account: '111122223333',
      params: { size: '1' },
    }
    expect(stackOf(withValue(value), settings).functions[0]?.environment.VALUE).toBe(
      'special, 1, cn-north-1, 111122223333, aws-cn',
    )
  })

  it.each([
    ['an unknown parameter', `\${param:colour}`, 'param:colour}" of serverless.yml'],
    ['an unknown resource', '!Ref Nothing', 'Cannot resolve Ref "Nothing"'],
    ['an unknown attribute', '!GetAtt Topic.Colour', 'Cannot resolve attribute "Colour"'],
    ['a resource without a known ARN', '!GetAtt Alarm.Arn', 'Cannot find the ARN of "Alarm"'],
    ['an unsupported function', '{ Fn::Base64: a }', 'Cannot resolve Fn::Base64'],
    ['a circular variable', `a\${self:functions.doThing.environment.VALUE}`, ''],
  ])('or refused: %s', (_, value, message) => {
    expect(() => stackOf(withValue(value))).toThrow(message)
  })

  it('with the values of extensions on top', () => {
    const yaml = `
functions:
  doThing:
    handler: dist/do-thing.handler
    environment: &shared { A: a, B: b }
resources:
  extensions:
    DoThingLambdaFunction:
      Properties: { Environment: { Variables: { <<: *shared, B: changed, C: c } } }
`
    expect(stackOf(yaml).functions[0]?.environment).toEqual({ A: 'a', B: 'changed', C: 'c' })
  })
})

describe('a schedule', () => {
  const withEvent = (event: string) => `
functions:
  doThing:
    handler: dist/do-thing.handler
    events: [{ eventBridge: ${event} }]
params:
  default: { when: 'cron(0 3 ? * MON,THU *)', none: 'off' }
custom:
  schedules: { 'off': rate(1 day) }
  isOn: { 'off': false }
`
  const schedule = (name: string) =>
    `{ name: s, schedule: '\${self:custom.schedules.\${param:${name}}, param:${name}}', enabled: '\${self:custom.isOn.\${param:${name}}, true}' }`

  it.each([
    ['by a cron expression', schedule('when'), 'cron(0 3 ? * MON,THU *)', true],
    ['disabled', schedule('none'), 'rate(1 day)', false],
    ['enabled by default', '{ name: s, schedule: rate(1 hour) }', 'rate(1 hour)', true],
  ])('%s', (_, event, expression, isEnabled) => {
    expect(stackOf(withEvent(event)).functions[0]).toMatchObject({
      patterns: [],
      schedules: [{ name: 's', expression, isEnabled, input: undefined }],
    })
  })

  it('with an input of its own', () => {
    const event = '{ name: s, schedule: rate(1 hour), input: { a: b } }'
    expect(stackOf(withEvent(event)).functions[0]?.schedules).toMatchObject([{ input: { a: 'b' } }])
  })
})

describe("Cooper's own serverless.yml", () => {
  const root = resolve(import.meta.dirname, '../..')
  const { functions, topics, stackBuckets, stackPolicies } = readStack(
    resolve(root, 'serverless.yml'),
  )
  const [bucketChanged, sweep] = functions

  it('has the journal, with its tag and its bucket policy', () => {
    const [bucket] = stackBuckets
    expect(bucket).toEqual({
      name: 'cooper-dev-journal-123456789012-us-east-1-an',
      tags: { 'cooper:own': 'journal' },
    })
    expect(stackPolicies).toMatchObject([
      {
        bucket: bucket?.name,
        document: {
          Statement: [
            {
              Sid: 'TlsOnly',
              Resource: [`arn:aws:s3:::${bucket?.name}`, `arn:aws:s3:::${bucket?.name}/*`],
            },
          ],
        },
      },
    ])
  })

  it('has the sweep, its role and its schedules', () => {
    expect(sweep).toMatchObject({
      ...{ name: 'cooper-dev-sweep', file: resolve(root, 'dist/sweep.cjs'), timeoutMs: 900_000 },
      schedules: [
        { name: 'cooper-dev-sweep', expression: 'cron(15 3 * * ? *)', isEnabled: true },
        { name: 'cooper-dev-digest', expression: 'rate(1 hour)', isEnabled: true },
      ],
      role: {
        statements: expect.arrayContaining([
          expect.objectContaining({ Action: 's3:ListAllMyBuckets' }),
          expect.objectContaining({ Action: 'events:PutEvents' }),
        ]),
      },
    })
  })

  it('has the function, its role and its settings', () => {
    const bound = {
      'lambda:SourceFunctionArn':
        'arn:aws:lambda:us-east-1:123456789012:function:cooper-dev-bucketChanged',
    }
    expect(bucketChanged).toMatchObject({
      name: 'cooper-dev-bucketChanged',
      file: resolve(root, 'dist/bucket-changed.cjs'),
      handler: 'handler',
      retries: 2,
      environment: { TOPIC_ARN: topics[0], MODE: 'remediate' },
      role: {
        statements: expect.arrayContaining([
          expect.objectContaining({
            Sid: 'RemediateBucketsOfThisAccount',
            Resource: 'arn:aws:s3:::*',
            Condition: {
              StringEquals: { 's3:ResourceAccount': '123456789012' },
              ArnEquals: bound,
            },
          }),
          {
            ...{ Sid: 'Notify', Effect: 'Allow', Action: 'sns:Publish', Resource: topics[0] },
            Condition: { ArnEquals: bound },
          },
        ]),
      },
    })
    expect(bucketChanged?.timeoutMs).toBeGreaterThanOrEqual(30_000)
  })

  it('has rules that filter out the role by its ARN', () => {
    const matches = (arn: string | undefined) =>
      bucketChanged?.patterns.some((pattern) =>
        compilePattern(pattern)({
          ...{ source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail' },
          detail: {
            ...{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
            userIdentity: arn === undefined ? {} : { sessionContext: { sessionIssuer: { arn } } },
          },
        }),
      )
    const role = bucketChanged?.role.name
    expect(matches(`arn:aws:iam::123456789012:role/${role}`)).toBe(false)
    expect(matches('arn:aws:iam::123456789012:role/other')).toBe(true)
    expect(matches(undefined)).toBe(true)
  })
})
