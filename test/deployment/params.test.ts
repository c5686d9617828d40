import { afterAll, describe, expect, it } from 'vitest'
import { resolveTemplate, type Template, withParameters } from './cloudformation.ts'
import { ALARMS_OF_COOPER, JOURNAL, TOPIC } from './expected.ts'
import { packageService, refusal } from './package-service.ts'
import { type Properties, US_EAST_1 } from './resource-attributes.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012'
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary'
const ALARMS = `${TOPIC}-alarms`

/** Params whose default the second package does not have. */
const OTHERS = {
  namePrefix: 'acme-',
  deploymentBucket: 'packages-of-acme',
  rolePath: '/platform/',
  permissionsBoundary: BOUNDARY,
  topicKey: 'aws',
  journalKey: KEY,
  xray: 'true',
}

const [service, other] = await Promise.all([packageService(), packageService(OTHERS)])
afterAll(() => Promise.all([service.remove(), other.remove()]))

const { Resources: changed } = resolveTemplate(other.template)

/** The resources with these values in place of the defaults. */
const resourcesWith = (values: Readonly<Record<string, string>> = {}, place = US_EAST_1) =>
  resolveTemplate(withParameters(service.template, values), place).Resources

const propertiesWith = (values: Readonly<Record<string, string>>, name: string) =>
  resourcesWith(values)[name]?.Properties

const FUNCTIONS = ['BucketChangedLambdaFunction', 'SweepLambdaFunction', 'ReviewLogsLambdaFunction']
const ROLES = ['BucketChangedRole', 'SweepRole', 'ReviewLogsRole']
const LOGS = ['BucketChangedLogGroup', 'SweepLogGroup', 'ReviewLogsLogGroup']
const QUEUES = ['DeadLetterQueue', 'SettlingQueue']

const propertyOf = (values: Readonly<Record<string, string>>, names: readonly string[]) => {
  const resources = resourcesWith(values)
  return (property: string) => names.map((name) => resources[name]?.Properties[property])
}

describe('a deployment is refused', () => {
  const TOO_LONG = 'a-stage-of-exactly-23-c'
  it.each([
    ['without a mode', [], [], 'Value not found at "param" source'],
    ['with an unknown mode', ['mode=fix'], [], 'mode must be remediate, report or propose'],
    ['with a misspelt mode only', ['Mode=report'], [], 'environment.MODE'],
    ['with a misspelt param', ['mode=report', 'Mode=report'], [], 'did you mean "mode"?'],
    ['with an unknown param', ['mode=report', 'colour=red'], [], 'there is no param "colour"'],
    ['with an upper-case stage', ['mode=report'], ['--stage', 'Prod'], 'lower-case letters'],
    ['with a stage that ends in a hyphen', ['mode=report'], ['--stage', 'p-'], 'not "p-"'],
    [
      'with a stage that is too long for the bucket',
      ['mode=report'],
      ['--stage', TOO_LONG],
      'the stage must have at most 22 characters in us-east-1',
    ],
    [
      'with a stage that is too long in a region with a longer name',
      ['mode=report'],
      ['--stage', 'eighteen-character', '--region', 'ap-southeast-2'],
      'the stage must have at most 17 characters in ap-southeast-2',
    ],
    [
      'with a prefix that is too long',
      ['mode=report', 'namePrefix=twenty-characters-x-'],
      [],
      'namePrefix and the stage together must have at most 22 characters',
    ],
    ['with another journal', ['mode=report', 'journal=mine'], [], 'create or existing'],
    ['with another key', ['mode=report', 'topicKey=mine'], [], 'own, aws or the ARN of a key'],
    [
      'with a hub of no organization',
      ['mode=report', 'hub=true'],
      [],
      'a hub needs organizationId',
    ],
    ['with half a path', ['mode=report', 'rolePath=/platform'], [], 'a path with / at both ends'],
    [
      'with settings that do not fit into the environment',
      ['mode=report', `exemptBuckets=${'legacy-bucket-*,'.repeat(200)}`],
      [],
      'Lambda allows 4096: put long lists into SSM parameters',
    ],
  ])('%s', async (_, params, options, message) => {
    expect(await refusal(params, options)).toContain(message)
  })

  it.each([
    ['us-east-1', 22],
    ['us-gov-west-1', 18],
    ['ap-southeast-2', 17],
  ])(
    'but not with the longest stage of %s: the name of each resource is allowed',
    async (region, length) => {
      const stage = 's'.repeat(length)
      const long = await packageService({}, ['--stage', stage, '--region', region])
      const { Resources } = resolveTemplate(long.template, { ...US_EAST_1, region })
      await long.remove()
      const names = namesOf(Resources)
      const most = (type: string) => (type === 'S3::Bucket' ? 63 : 64)
      const short = names.filter(([type]) => !LONG.includes(type))
      expect(short.filter(([type, name]) => name.length > most(type))).toEqual([])
      expect(Math.max(...short.map(([, name]) => name.length))).toBe(63)
    },
  )
})

/** The property of each type that is its name. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Events::Rule': 'Name',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
}

/** The types whose names may have more than 64 characters. */
const LONG = ['SNS::Topic', 'SQS::Queue', 'CloudWatch::Alarm', 'CloudWatch::Dashboard']

const namesOf = (resources: Template['Resources']) =>
  Object.values(resources).flatMap(({ Type, Properties }) => {
    const name = Properties?.[NAMES[Type] ?? '']
    return name === undefined ? [] : [[Type.replace('AWS::', ''), `${name}`] as const]
  })

describe('the journal', () => {
  it('is created in the namespace of the account', () => {
    expect(propertiesWith({}, 'JournalBucket')).toMatchObject({
      BucketName: JOURNAL,
      BucketNamespace: 'account-regional',
    })
  })

  it.each(['me-south-1', 'me-central-1'])(
    'has a plain name in %s, which has no such namespace',
    (region) => {
      const { Properties } = resourcesWith({}, { ...US_EAST_1, region }).JournalBucket ?? {}
      expect(Properties).toMatchObject({ BucketName: `cooper-dev-journal-123456789012-${region}` })
      expect(Properties).not.toHaveProperty('BucketNamespace')
    },
  )

  it('of an earlier stack is used and left as it is', () => {
    const resources = resourcesWith({ journal: 'existing' })
    expect(resources).not.toHaveProperty('JournalBucket')
    expect(resources).not.toHaveProperty('JournalBucketPolicy')
    const { Environment } = resources.BucketChangedLambdaFunction?.Properties ?? {}
    expect(Environment).toMatchObject({ Variables: { JOURNAL_BUCKET: JOURNAL } })
  })

  it('has a key of the customer, if one is named', () => {
    expect(changed.JournalBucket?.Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          BucketKeyEnabled: true,
        },
      ],
    })
  })

  it('is kept for the days of the param', () => {
    const { LifecycleConfiguration } = propertiesWith({ journalDays: '30' }, 'JournalBucket') ?? {}
    const { Rules } = LifecycleConfiguration as { readonly Rules: readonly Properties[] }
    const kept = Rules.filter(({ ExpirationInDays }) => ExpirationInDays === '30')
    expect(kept.map(({ Prefix }) => Prefix)).toEqual([
      ...['changes/', 'holds/', 'outbox/', 'objects/', 'reencrypt-reports/'],
    ])
    // Settings are never deleted.
    expect(Rules.filter(({ Prefix, ExpirationInDays }) => !Prefix && ExpirationInDays)).toEqual([])
  })
})

describe('the key of the topic', () => {
  const alarmActions = (values: Readonly<Record<string, string>>) => {
    const alarms = Object.values(resourcesWith(values)).filter(
      ({ Type }) => Type === 'AWS::CloudWatch::Alarm',
    )
    expect(alarms.length).toBe(6)
    return [...new Set(alarms.map(({ Properties }) => JSON.stringify(Properties.AlarmActions)))]
  }

  it('is one of the stack, which takes the messages of alarms', () => {
    const { NotificationTopic, NotificationKey } = resourcesWith()
    expect(NotificationTopic?.Properties.KmsMasterKeyId).toBe('key-id')
    expect(NotificationKey).toBeDefined()
    expect(alarmActions({})).toEqual([JSON.stringify([TOPIC])])
  })

  it('is the AWS managed key, and the alarms have a topic of their own', () => {
    const resources = resourcesWith({ topicKey: 'aws' })
    expect(resources.NotificationTopic?.Properties.KmsMasterKeyId).toBe('alias/aws/sns')
    expect(Object.keys(resources)).not.toContain('NotificationKey')
    expect(Object.keys(resources)).not.toContain('KeysPolicy')
    expect(resources.AlarmTopic?.Properties).not.toHaveProperty('KmsMasterKeyId')
    expect(alarmActions({ topicKey: 'aws' })).toEqual([JSON.stringify([ALARMS])])
  })

  it('brings the alarms to the address of the messages, if the alarms have no own', () => {
    const to = (values: Readonly<Record<string, string>>) =>
      propertiesWith({ topicKey: 'aws', ...values }, 'AlarmEmail')?.Endpoint
    expect(to({ notificationEmail: 'team@example.com' })).toBe('team@example.com')
    expect(to({ notificationEmail: 'team@example.com', alarmEmail: 'duty@example.com' })).toBe(
      'duty@example.com',
    )
    expect(to({})).toBeUndefined()
  })

  it('is a key of the customer, which the roles may use through SNS', () => {
    const resources = resourcesWith({ topicKey: KEY })
    expect(resources.NotificationTopic?.Properties.KmsMasterKeyId).toBe(KEY)
    expect(Object.keys(resources)).not.toContain('NotificationKey')
    expect(resources.KeysPolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [{ Resource: [KEY] }],
    })
  })
})

describe('the alarms', () => {
  const alarm = (name: string) => propertiesWith({}, name)
  const metricsOf = (name: string) =>
    ((alarm(name)?.Metrics ?? []) as readonly { MetricStat?: { Metric: object } }[]).flatMap(
      ({ MetricStat }) => MetricStat?.Metric ?? [],
    )

  it.each([
    ['ErrorsAlarm', 'Errors'],
    ['ThrottlesAlarm', 'Throttles'],
    ['LostByFunctionsAlarm', 'DestinationDeliveryFailures'],
  ])('%s is about all functions', (name, MetricName) => {
    expect(metricsOf(name)).toEqual(
      ['bucketChanged', 'sweep', 'reviewLogs'].map((one) => ({
        ...{ Namespace: 'AWS/Lambda', MetricName },
        Dimensions: [{ Name: 'FunctionName', Value: `cooper-dev-${one}` }],
      })),
    )
  })

  it('on events that EventBridge could not even give to the queue are about all rules', () => {
    const rules = Object.values(resourcesWith()).flatMap(({ Type, Properties }) =>
      Type === 'AWS::Events::Rule' ? [Properties.Name] : [],
    )
    const watched = metricsOf('LostByRulesAlarm').map((metric) => {
      expect(metric).toMatchObject({ MetricName: 'InvocationsFailedToBeSentToDlq' })
      return (metric as { Dimensions: { Value: string }[] }).Dimensions[0]?.Value
    })
    expect(watched.toSorted()).toEqual(rules.toSorted())
  })

  it('tell of a dead letter four days before it is gone', () => {
    const days = Number(alarm('DeadLetterAgeAlarm')?.Threshold) / 86_400
    const kept = Number(propertiesWith({}, 'DeadLetterQueue')?.MessageRetentionPeriod) / 86_400
    expect(kept - days).toBe(4)
  })

  it('have names that the policies of the topics know', () => {
    const names = Object.values(resourcesWith()).flatMap(
      ({ Properties }) => Properties?.AlarmName ?? [],
    )
    const [start] = ALARMS_OF_COOPER.split(':').slice(-1)
    expect(names.filter((name) => !`${name}`.startsWith(`${start}`.replace('*', '')))).toEqual([])
  })
})

describe('a param of a platform team', () => {
  it('namePrefix is in every name', () => {
    const names = namesOf(changed)
    expect(names.length).toBeGreaterThan(25)
    expect(names.filter(([, name]) => !name.startsWith('acme-cooper-dev'))).toEqual([])
  })

  it('deploymentBucket replaces the bucket of the stack', () => {
    expect(Object.keys(changed).filter((name) => name.startsWith('ServerlessDeployment'))).toEqual(
      [],
    )
    expect(changed.SweepLambdaFunction?.Properties.Code).toMatchObject({
      S3Bucket: 'packages-of-acme',
    })
  })

  it.each([
    ['permissionsBoundary', 'PermissionsBoundary', BOUNDARY, undefined, ROLES, BOUNDARY],
    ['rolePath', 'Path', '/platform/', '/', ROLES, '/platform/'],
    ['logsKey', 'KmsKeyId', KEY, undefined, LOGS, KEY],
    ['queueKey', 'KmsMasterKeyId', KEY, undefined, QUEUES, KEY],
    ['xray', 'TracingConfig', 'true', { Mode: 'PassThrough' }, FUNCTIONS, { Mode: 'Active' }],
  ])('%s sets %s', (param, property, value, before, names, after) => {
    expect(propertyOf({}, names)(property)).toEqual(names.map(() => before))
    expect(propertyOf({ [param]: value }, names)(property)).toEqual(names.map(() => after))
  })

  it('vpcSubnets and vpcSecurityGroups put the functions into a VPC, with leave for Lambda alone', () => {
    const values = { vpcSubnets: 'subnet-1,subnet-2', vpcSecurityGroups: 'sg-1' }
    expect(propertyOf({}, FUNCTIONS)('VpcConfig')).toEqual([undefined, undefined, undefined])
    expect(propertyOf(values, FUNCTIONS)('VpcConfig')).toEqual(
      FUNCTIONS.map(() => ({ SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] })),
    )
    expect(propertiesWith({}, 'VpcPolicy')).toBeUndefined()
    expect(propertiesWith(values, 'VpcPolicy')?.PolicyDocument).toMatchObject({
      Statement: [{ Condition: { Null: { 'lambda:SourceFunctionArn': 'true' } } }],
    })
  })

  it('xray lets the functions write traces, and nobody by default', () => {
    expect(propertiesWith({}, 'XrayPolicy')).toBeUndefined()
    expect(changed.XrayPolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [{ Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] }],
    })
  })

  it('queueKey replaces the key of SQS', () => {
    const managed = (values: Readonly<Record<string, string>>) =>
      propertyOf(values, QUEUES)('SqsManagedSseEnabled')
    expect([managed({}), managed({ queueKey: KEY })]).toEqual([
      [true, true],
      [undefined, undefined],
    ])
  })

  it.each([
    ['exemptBuckets', { exemptBuckets: 'ssm:/cooper/exempt' }, ['cooper/exempt']],
    ['kmsKeysAllowed', { kmsKeysAllowed: 'ssm:/cooper/keys' }, ['cooper/keys']],
    ['neither', { exemptBuckets: 'legacy-*', kmsKeysAllowed: KEY }, undefined],
  ])('%s in SSM may be read by the functions that need it', (_, values, paths) => {
    const { PolicyDocument, Roles } = propertiesWith(values, 'ListsPolicy') ?? {}
    const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter'
    expect(Roles).toEqual(paths && ['cooper-dev-us-east-1', 'cooper-dev-us-east-1-sweep'])
    if (paths === undefined) return
    expect(PolicyDocument).toMatchObject({
      Statement: [{ Action: 'ssm:GetParameter', Resource: paths.map((path) => `${arn}/${path}`) }],
    })
  })

  it('dashboard can be switched off', () => {
    expect(propertiesWith({ dashboard: 'false' }, 'Dashboard')).toBeUndefined()
  })

  it('settleMinutes sets the delay, and 0 switches it off', () => {
    const delay = (minutes: string) => {
      const { SettlingQueue, SettlingRule } = resourcesWith({ settleMinutes: minutes })
      return [SettlingQueue?.Properties.DelaySeconds, SettlingRule?.Properties.State]
    }
    expect([delay('15'), delay('7'), delay('0')]).toEqual([
      [900, 'ENABLED'],
      [420, 'ENABLED'],
      [0, 'DISABLED'],
    ])
  })
})

describe('the dashboard', () => {
  interface Widget {
    readonly properties: { readonly title: string; readonly region: string }
  }

  it('shows outcomes, dead letters, durations, the last sweep and what is due', () => {
    const { widgets } = JSON.parse(`${propertiesWith({}, 'Dashboard')?.DashboardBody}`)
    expect(widgets.map(({ properties }: Widget) => properties.title)).toEqual([
      'Outcomes',
      'Dead letters',
      'Duration, in milliseconds',
      'Failed and throttled runs',
      'Hours since the last sweep',
      'What is announced, and when it is due',
    ])
    expect(widgets.filter(({ properties }: Widget) => properties.region !== 'us-east-1')).toEqual(
      [],
    )
  })
})

/** A rule that changes its logical id, or one that takes the id of another, makes CloudFormation fail: its name exists already. */
it('the logical ids of rules never change: a new rule comes last', () => {
  const rules = Object.entries(resourcesWith()).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Events::Rule' ? [[id, Properties.Name] as const] : [],
  )
  expect(Object.fromEntries(rules)).toEqual({
    CooperdevbucketChangedrule1EventBridgeRule: 'cooper-dev-bucket-created',
    CooperdevbucketChangedrule2EventBridgeRule: 'cooper-dev-bucket-changed',
    CooperdevbucketChangedrule3EventBridgeRule: 'cooper-dev-check-requested',
    CooperdevbucketChangedrule4EventBridgeRule: 'cooper-dev-stack-ended',
    Cooperdevsweeprule1EventBridgeRule: 'cooper-dev-sweep',
    Cooperdevsweeprule2EventBridgeRule: 'cooper-dev-sweep-continued',
    Cooperdevsweeprule3EventBridgeRule: 'cooper-dev-digest',
    CooperdevreviewLogsrule1EventBridgeRule: 'cooper-dev-review-logs',
    SettlingRule: 'cooper-dev-settling',
  })
})

it('the version is in the description, the output and the tag of each function', () => {
  const { version } = service.manifest
  expect(service.template.Description).toContain(version)
  expect(service.template.Outputs.Version?.Value).toBe(version)
  expect(propertyOf({}, FUNCTIONS)('Tags')).toEqual(
    FUNCTIONS.map(() => [{ Key: 'cooper:version', Value: version }]),
  )
})
