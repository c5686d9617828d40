import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/events/event-pattern.ts'
import { resolveTemplate, type Template, withParameters } from './cloudformation.ts'
import {
  EVENTS,
  FUNCTION,
  QUEUE,
  REVIEW_ROLE,
  ROLE,
  SETTLING_QUEUE,
  SWEEP_ROLE,
} from './expected.ts'
import { packageService, ROOT } from './package-service.ts'
import { type Properties, US_EAST_1 } from './resource-attributes.ts'

const ORGANIZATION = 'o-abcde12345'
const service = await packageService({ hub: 'true', organizationId: ORGANIZATION })
afterAll(service.remove)

const { Resources, Outputs } = resolveTemplate(service.template)
const single = resolveTemplate(withParameters(service.template, { hub: 'false' }))
const properties = (name: string): Properties => Resources[name]?.Properties ?? {}
const added = Object.keys(Resources).filter((name) => !(name in single.Resources))

const HUB_BUS = 'arn:aws:events:us-east-1:123456789012:event-bus/cooper-dev-hub'
const HUB_RULES = added.filter((name) => Resources[name]?.Type === 'AWS::Events::Rule')
const sample = (file: string) =>
  JSON.parse(readFileSync(join(ROOT, 'events', `${file}.json`), 'utf8'))

const matching = (event: unknown) =>
  HUB_RULES.filter((name) => compilePattern(properties(name).EventPattern)(event))

describe('a hub', () => {
  it('adds a bus, rules on it, and leave to reach the members', () => {
    expect(added).toEqual([
      'HubBus',
      'HubBusPolicy',
      'HubBucketCreatedRule',
      'HubBucketCreatedPermission',
      'HubBucketChangedRule',
      'HubBucketChangedPermission',
      'HubStackEndedRule',
      'HubStackEndedPermission',
      'HubSettlingRule',
      'MembersPolicy',
      'OrganizationPolicy',
      'LostByHubRulesAlarm',
    ])
  })

  it('has files of its own, and its variables', async () => {
    expect(await service.filesOf('bucketChanged')).toEqual([
      'dist/hub-bucket-changed.cjs',
      'dist/optional.cjs',
    ])
    expect(await service.filesOf('sweep')).toEqual(['dist/hub-sweep.cjs', 'dist/optional.cjs'])
    expect(await service.filesOf('reviewLogs')).toEqual([
      'dist/hub-review-logs.cjs',
      'dist/optional.cjs',
    ])
    const variables = ({ Environment }: Properties) => (Environment as Properties).Variables
    expect(variables(properties('SweepLambdaFunction'))).toMatchObject({
      MEMBER_ROLE: 'cooper-member',
      MEMBERS: 'organization',
      EXEMPT_ACCOUNTS: '',
      OWNER_TAG: 'owner',
    })
    const ofOne = single.Resources.SweepLambdaFunction?.Properties ?? {}
    expect(Object.keys(variables(ofOne) as Properties)).not.toContain('MEMBERS')
  })

  it('takes events from its organization only', () => {
    expect(properties('HubBusPolicy')).toEqual({
      EventBusName: 'cooper-dev-hub',
      StatementId: 'EventsOfTheOrganization',
      Statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: HUB_BUS,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      },
    })
  })

  it.each([
    ['create-bucket', ['HubBucketCreatedRule']],
    ['create-bucket-cloudformation', ['HubBucketCreatedRule', 'HubSettlingRule']],
    ['put-bucket-policy-console', ['HubBucketChangedRule']],
    ['put-bucket-policy-denied', []],
    ['delete-bucket-policy', ['HubBucketChangedRule', 'HubSettlingRule']],
    ['stack-completed', ['HubStackEndedRule']],
    ['stack-in-progress', []],
    ['object-created', []],
  ])('acts on %s of a member', (file, rules) => {
    expect(matching({ ...sample(file), account: '222222222222' })).toEqual(rules)
  })

  it.each(['bucket-check-requested', 'bucket-sweep-continued'])(
    'takes no %s from a member: only its own default bus has events of Cooper',
    (file) => {
      expect(matching({ ...sample(file), account: '222222222222' })).toEqual([])
      expect(matching(sample(file))).toEqual([])
    },
  )

  it('delivers to the function and to the delay queue, and loses no event', () => {
    const targets = HUB_RULES.map((name) => properties(name).Targets)
    const to = (Arn: string) => [{ Arn, DeadLetterConfig: { Arn: QUEUE } }]
    expect(targets).toMatchObject([...Array(3).fill(to(FUNCTION)), to(SETTLING_QUEUE)])
    const arns = HUB_RULES.map(
      (name) =>
        `arn:aws:events:us-east-1:123456789012:rule/cooper-dev-hub/${properties(name).Name}`,
    )
    const sourcesOf = (name: string) => JSON.stringify(properties(name).PolicyDocument)
    for (const arn of arns) expect(sourcesOf('DeadLetterQueuePolicy')).toContain(arn)
    expect(sourcesOf('SettlingQueuePolicy')).toContain(arns.at(-1))
    const permitted = added.flatMap((name) => properties(name).SourceArn ?? [])
    expect(permitted).toEqual(arns.slice(0, 3))
  })

  it('assumes the role of members of its organization only, by its functions', () => {
    expect(properties('MembersPolicy')).toMatchObject({
      Roles: ['cooper-dev-us-east-1', 'cooper-dev-us-east-1-sweep', 'cooper-dev-us-east-1-logs'],
      PolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Resource: 'arn:aws:iam::*:role/cooper-member',
            Condition: {
              StringEquals: { 'aws:ResourceOrgID': ORGANIZATION },
              ArnEquals: { 'lambda:SourceFunctionArn': expect.arrayContaining([FUNCTION]) },
            },
          },
          { Action: 's3:GetObject' },
        ],
      },
    })
  })

  it('tells what the template of the members needs', () => {
    expect(Outputs.HubBusName?.Value).toBe('cooper-dev-hub')
    expect(Outputs.HubRoleArns?.Value).toBe([ROLE, SWEEP_ROLE, REVIEW_ROLE].join(','))
    expect(Object.keys(single.Outputs)).not.toContain('HubRoleArns')
  })
})

describe('the template of a member', () => {
  const member: Template = JSON.parse(
    readFileSync(join(ROOT, 'dist', 'member.template.json'), 'utf8'),
  )
  const HUB = '111111111111'
  const HUB_ROLES = [`arn:aws:iam::${HUB}:role/cooper-prod-us-east-1`]
  const MEMBER = { ...US_EAST_1, account: '222222222222' }
  const deployed = (region: string, values: Readonly<Record<string, string>> = {}) =>
    resolveTemplate(
      withParameters(member, { HubAccount: HUB, HubRoleArns: HUB_ROLES.join(), ...values }),
      { ...MEMBER, region },
    ).Resources
  const inFirst = deployed('us-east-1')

  it('has parameters that are the same in each region, and only two without a default', () => {
    const required = Object.entries(member.Parameters ?? {}).filter(
      ([, one]) => !('Default' in one),
    )
    expect(required.map(([name]) => name)).toEqual(['HubAccount', 'HubRoleArns'])
    expect(JSON.stringify(member.Parameters)).not.toContain('AWS::SSM')
  })

  it('has no code, and roles in one region only', () => {
    expect(Object.entries(inFirst).map(([name, { Type }]) => [name, Type])).toEqual([
      ['BucketCreatedRule', 'AWS::Events::Rule'],
      ['BucketChangedRule', 'AWS::Events::Rule'],
      ['StackEndedRule', 'AWS::Events::Rule'],
      ['SenderRole', 'AWS::IAM::Role'],
      ['MemberRole', 'AWS::IAM::Role'],
    ])
    expect(Object.keys(deployed('eu-central-1'))).toEqual([
      'BucketCreatedRule',
      'BucketChangedRule',
      'StackEndedRule',
    ])
  })

  it.each(['us-east-1', 'eu-central-1'])(
    'sends to the bus of the hub in %s, with one role',
    (region) => {
      const targets = Object.values(deployed(region)).flatMap(
        ({ Properties }) => Properties.Targets ?? [],
      )
      expect(targets).toMatchObject(
        Array(3).fill({
          Arn: `arn:aws:events:${region}:${HUB}:event-bus/cooper-prod-hub`,
          RoleArn: 'arn:aws:iam::222222222222:role/cooper-member-events',
        }),
      )
    },
  )

  it('sends each event that a Cooper of one account would get, except those of sweeps', () => {
    const rules = ['BucketCreatedRule', 'BucketChangedRule', 'StackEndedRule']
    const sent = (event: unknown) =>
      rules.some((name) => compilePattern(inFirst[name]?.Properties.EventPattern)(event))
    const OWN = ['put-bucket-encryption-by-cooper', 'put-bucket-policy-by-cooper']
    for (const [file, wanted] of Object.entries(EVENTS)) {
      const isOfSweep = file.startsWith('bucket-')
      const expected = (wanted.length > 0 && !isOfSweep) || OWN.includes(file)
      expect([file, sent(sample(file))]).toEqual([file, expected])
    }
  })

  it('does not send what the hub itself writes there', () => {
    const event = sample('put-bucket-policy-by-cooper')
    const arn = 'arn:aws:iam::222222222222:role/cooper-member'
    const own = structuredClone(event)
    own.detail.userIdentity.sessionContext.sessionIssuer.arn = arn
    const pattern = compilePattern(inFirst.BucketChangedRule?.Properties.EventPattern)
    expect([pattern(event), pattern(own)]).toEqual([true, false])
  })

  it('trusts these roles of the hub only', () => {
    expect(inFirst.MemberRole?.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { AWS: `arn:aws:iam::${HUB}:root` },
          Condition: { ArnEquals: { 'aws:PrincipalArn': HUB_ROLES.join() } },
        },
      ],
    })
  })

  it('has the permissions of the functions on buckets, in this account only', () => {
    const { Policies } = (inFirst.MemberRole?.Properties ?? {}) as unknown as {
      Policies: { PolicyDocument: { Statement: Properties[] } }[]
    }
    expect(Policies[0]?.PolicyDocument.Statement).toEqual([
      {
        Sid: 'RemediateBucketsOfThisAccount',
        Effect: 'Allow',
        Action: expect.arrayContaining(['s3:PutBucketPolicy', 's3:PutEncryptionConfiguration']),
        Resource: 'arn:aws:s3:::*',
        Condition: { StringEquals: { 's3:ResourceAccount': '222222222222' } },
      },
      { Sid: 'FindCreationDates', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
      {
        Sid: 'FindAccessLogs',
        Effect: 'Allow',
        Action: 's3:GetBucketLogging',
        Resource: 'arn:aws:s3:::*',
        Condition: { StringEquals: { 's3:ResourceAccount': '222222222222' } },
      },
    ])
  })

  it('lets the hub read access logs where they are named', () => {
    const { AccessLogsPolicy } = deployed('us-east-1', {
      LogBuckets: 'arn:aws:s3:::a,arn:aws:s3:::b',
    })
    expect(AccessLogsPolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        { Action: 's3:ListBucket', Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] },
        { Action: 's3:GetObject', Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'] },
      ],
    })
  })
})
