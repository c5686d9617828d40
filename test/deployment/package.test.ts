import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { VARIABLES } from '../../src/config/config.ts'
import { REVIEW_VARIABLES } from '../../src/config/review-config.ts'
import { SWEEP_VARIABLES } from '../../src/config/sweep-config.ts'
import { suiteWith } from '../support/suite-with.ts'
import { findingsOf } from './cfn-lint.ts'
import { resolveTemplate } from './cloudformation.ts'
import { ALARMS_OF_COOPER, JOURNAL, TOPIC } from './expected.ts'
import { packageService, ROOT } from './package-service.ts'

const [service, other] = await Promise.all([
  packageService(),
  packageService({
    reservedConcurrency: '5',
    sweepSchedule: 'off',
    notificationEmail: 'team@example.com',
    alarmEmail: 'duty@example.com',
    logBuckets: 'arn:aws:s3:::access-logs,arn:aws:s3:::logs-*',
  }),
])
const { Resources, Outputs } = resolveTemplate(service.template)
const properties = (name: string) => Resources[name]?.Properties ?? {}
const functions = Object.values(Resources).flatMap(({ Type, Properties }) =>
  Type === 'AWS::Lambda::Function' ? [Properties] : [],
)
const environment = (properties('BucketChangedLambdaFunction').Environment ?? {}) as {
  readonly Variables: Readonly<Record<string, string>>
}

afterAll(() => Promise.all([service.remove(), other.remove()]))

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** What the functions load only if a setting asks for it. */
const OPTIONAL = 'dist/optional.cjs'

/** Is added with the param chat. */
const isOptional = (name: string) => name === 'CHAT_TOPIC_ARN'

/** The variables that say what Cooper requires. The sweep keeps them in the journal. */
const SETTINGS = {
  MODE: 'remediate',
  MODE_DEFAULT_ENCRYPTION: '',
  MODE_BUCKET_KEY: '',
  MODE_SSE_C: '',
  MODE_UPLOAD_ENCRYPTION: '',
  MODE_TLS_ONLY: '',
  MODE_MINIMUM_TLS: '',
  GRACE_DAYS: '0',
  GRACE_DAYS_DEFAULT_ENCRYPTION: '',
  GRACE_DAYS_BUCKET_KEY: '',
  GRACE_DAYS_SSE_C: '',
  GRACE_DAYS_UPLOAD_ENCRYPTION: '',
  GRACE_DAYS_TLS_ONLY: '',
  GRACE_DAYS_MINIMUM_TLS: '',
  QUIET_DAYS: '0',
  GRACE_EXTENSIONS: '4',
  GRACE_AT_END: 'report',
  WITHOUT_LOGS: 'remediate',
  WATCH_DAYS: '3',
  LOG_BUCKETS: '',
  CONTROLS: 'all',
  DEFAULT_ENCRYPTION: 'sse-s3',
  KMS_KEY_ARN: '',
  KMS_PREFLIGHT: 'false',
  KMS_KEYS_ALLOWED: '',
  BUCKET_KEY: 'true',
  SSE_C: '',
  UPLOAD_ENCRYPTION: '',
  TLS_STATEMENT: 'any',
  MINIMUM_TLS_VERSION: '',
  EXEMPT_BUCKETS: '',
  EXEMPT_BY_TAG: 'true',
  WEBSITE_BUCKETS: 'exempt',
  PUBLIC_BUCKETS: 'remediate',
  FLAPPING_LIMIT: '3',
  FLAPPING_HOURS: '24',
  SETTLE_MINUTES: '15',
}

describe('the function', () => {
  it('runs on the Node.js that the tests run on, on arm64', () => {
    const runtime = `nodejs${process.versions.node.split('.')[0]}.x`
    const expected = { Runtime: runtime, Architectures: ['arm64'] }
    expect(functions).toMatchObject([expected, expected, expected])
  })

  it('is one bundled file, packaged with what is optional', async () => {
    expect(properties('BucketChangedLambdaFunction').Handler).toBe('dist/bucket-changed.handler')
    expect(await service.filesOf('bucketChanged')).toEqual(['dist/bucket-changed.cjs', OPTIONAL])
  })

  it('starts with its own environment', () => {
    const script = `process.stdout.write(typeof require('./dist/bucket-changed.cjs').handler)`
    const env = { ...environment.Variables, AWS_REGION: 'us-east-1' }
    expect(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, env }).toString()).toBe(
      'function',
    )
  })

  it('has this environment by default', () => {
    expect(environment.Variables).toEqual({
      ...SETTINGS,
      SECURITY_HUB: 'false',
      TOPIC_ARN: TOPIC,
      JOURNAL_BUCKET: JOURNAL,
      ROLE_NAME: 'cooper-dev-us-east-1',
      POWERTOOLS_SERVICE_NAME: 'cooper',
      POWERTOOLS_METRICS_NAMESPACE: 'Cooper',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    })
  })

  it('has every variable that src/config/config.ts knows, and otherwise only those of Powertools', () => {
    const others = /^POWERTOOLS_(SERVICE_NAME|METRICS_NAMESPACE)$/
    const own = Object.keys(environment.Variables).filter((name) => !others.test(name))
    expect(own.sort()).toEqual(VARIABLES.filter((name) => !isOptional(name)).sort())
  })

  it('keeps its log for a limited time', () => {
    expect(properties('BucketChangedLogGroup')).toEqual({
      LogGroupName: '/aws/lambda/cooper-dev-bucketChanged',
      RetentionInDays: 90,
    })
  })

  it('has no reserved concurrency, unless it is asked for', () => {
    const reserved = resolveTemplate(other.template).Resources.BucketChangedLambdaFunction
    expect(properties('BucketChangedLambdaFunction')).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    )
    expect(reserved?.Properties.ReservedConcurrentExecutions).toBe(5)
  })
})

describe('the review of access logs', () => {
  const { Variables } = properties('ReviewLogsLambdaFunction').Environment as typeof environment

  it('is one bundled file, packaged with what is optional', async () => {
    expect(properties('ReviewLogsLambdaFunction').Handler).toBe('dist/review-logs.handler')
    expect(await service.filesOf('reviewLogs')).toEqual([OPTIONAL, 'dist/review-logs.cjs'])
  })

  it('starts with its own environment', () => {
    const script = `process.stdout.write(typeof require('./dist/review-logs.cjs').handler)`
    const env = { ...Variables, AWS_REGION: 'us-east-1' }
    expect(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, env }).toString()).toBe(
      'function',
    )
  })

  it('has every variable that it knows, and otherwise only those of Powertools', () => {
    const others = /^POWERTOOLS_(SERVICE_NAME|METRICS_NAMESPACE)$/
    const own = Object.keys(Variables).filter((name) => !others.test(name))
    expect(own.toSorted()).toEqual(REVIEW_VARIABLES.filter((name) => !isOptional(name)).toSorted())
  })
})

describe('the sweep', () => {
  const { Variables } = properties('SweepLambdaFunction').Environment as typeof environment

  it('is one bundled file, packaged with what is optional', async () => {
    expect(properties('SweepLambdaFunction').Handler).toBe('dist/sweep.handler')
    expect(await service.filesOf('sweep')).toEqual([OPTIONAL, 'dist/sweep.cjs'])
  })

  it('starts with its own environment', () => {
    const script = `process.stdout.write(typeof require('./dist/sweep.cjs').handler)`
    const env = { ...Variables, AWS_REGION: 'us-east-1' }
    expect(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, env }).toString()).toBe(
      'function',
    )
  })

  it('has this environment by default, with every variable that it knows', () => {
    expect(Variables).toEqual({
      ...SETTINGS,
      SWEEP_RATE: '20',
      DIGEST_AFTER: '60',
      TOPIC_ARN: TOPIC,
      JOURNAL_BUCKET: JOURNAL,
      ROLE_NAME: 'cooper-dev-us-east-1',
      POWERTOOLS_SERVICE_NAME: 'cooper',
      POWERTOOLS_METRICS_NAMESPACE: 'Cooper',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    })
    const known = SWEEP_VARIABLES.filter((name) => !isOptional(name))
    expect(Object.keys(Variables)).toEqual(expect.arrayContaining(known))
  })

  it('has the longest timeout of Lambda', () => {
    expect(properties('SweepLambdaFunction')).toMatchObject({ Timeout: 900, MemorySize: 512 })
  })
})

describe('the settings', () => {
  it('are params with a default, except for the mode, and each one is used', () => {
    const text = read('serverless.yml')
    const { params } = parse(text, { logLevel: 'silent' })
    const used = [...text.matchAll(/\bparam:(\w+)/g)].map(([, name]) => name)
    expect([...new Set(used)].sort()).toEqual(['mode', ...Object.keys(params.default)].sort())
  })

  it('subscribe an e-mail address only if one is set', () => {
    expect(Resources).not.toHaveProperty('NotificationEmail')
    expect(resolveTemplate(other.template).Resources.NotificationEmail?.Properties).toEqual({
      TopicArn: TOPIC,
      Protocol: 'email',
      Endpoint: 'team@example.com',
    })
  })

  describe('the alarm reaches people', () => {
    const ALARMS = `${TOPIC}-alarms`
    const withWays = resolveTemplate(other.template).Resources

    it('through the topic of the messages alone, if no address is set', () => {
      expect(properties('DeadLetterAlarm').AlarmActions).toEqual([TOPIC])
      expect(Object.keys(Resources).filter((name) => /^Alarm/.test(name))).toEqual([])
    })

    it('by e-mail through a topic of its own, if an address is set', () => {
      const { AlarmActions } = withWays.DeadLetterAlarm?.Properties ?? {}
      expect(AlarmActions).toEqual([TOPIC, ALARMS])
      expect(withWays.AlarmEmail?.Properties).toEqual({
        TopicArn: ALARMS,
        Protocol: 'email',
        Endpoint: 'duty@example.com',
      })
    })

    it('without the key of the messages, which may be why the topic fails', () => {
      expect(withWays.AlarmTopic?.Properties).not.toHaveProperty('KmsMasterKeyId')
      expect(withWays.NotificationTopic?.Properties).toHaveProperty('KmsMasterKeyId')
    })

    it('only from its own alarms, and over TLS', () => {
      expect(withWays.AlarmTopicPolicy?.Properties).toMatchObject({
        Topics: [ALARMS],
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: ALARMS,
              Condition: { ArnLike: { 'aws:SourceArn': ALARMS_OF_COOPER } },
            },
          ],
        },
      })
    })
  })
})

describe('the template', () => {
  it('is created without a warning', () => {
    expect(service.output).not.toMatch(/warning|deprecat/i)
  })

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-eusc', 'eusc-de-east-1'],
  ])('does not refer to another partition in %s', (partition, region) => {
    const template = resolveTemplate(service.template, {
      partition,
      region,
      account: '123456789012',
    })
    expect(JSON.stringify(template)).not.toMatch(/arn:aws:/)
  })

  it('outputs where to subscribe, where failed events are, and which functions handle events', () => {
    expect(Outputs).toMatchObject({
      NotificationTopicArn: { Value: TOPIC },
      DeadLetterQueueUrl: { Value: expect.stringContaining('cooper-dev-dead-letters') },
      BucketChangedFunctionArn: { Value: expect.stringContaining('cooper-dev-bucketChanged') },
    })
  })

  suiteWith('cfn-lint', 'checked by cfn-lint', () => {
    it('has no finding', () => {
      expect(findingsOf([service.templateFile, other.templateFile])).toBe('')
    })
  })
})
