import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { actionsOf } from './api-calls.ts'
import { resolveTemplate } from './cloudformation.ts'
import {
  ALARMS_OF_COOPER,
  FUNCTION,
  JOURNAL,
  LAMBDA_ITSELF,
  PERMISSIONS,
  REVIEW_FUNCTION,
  REVIEW_PERMISSIONS,
  REVIEW_ROLE,
  ROLE,
  SWEEP_PERMISSIONS,
  SWEEP_ROLE,
  TOPIC,
} from './expected.ts'
import { packageService, ROOT } from './package-service.ts'

const service = await packageService()
const { Resources } = resolveTemplate(service.template)
const properties = (name: string) => Resources[name]?.Properties ?? {}
const propertiesOf = (type: string) =>
  Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []))

afterAll(service.remove)

describe('the messages', () => {
  it('are encrypted with a rotated key that Cooper and the alarm may use', () => {
    expect(properties('NotificationTopic').KmsMasterKeyId).toBe('key-id')
    expect(properties('NotificationKey')).toMatchObject({
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          { Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*' },
          {
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
            Condition: {
              ArnEquals: { 'aws:PrincipalArn': [ROLE, SWEEP_ROLE, REVIEW_ROLE] },
              StringLike: { 'kms:ViaService': 'sns.us-east-1.*' },
            },
          },
          {
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          },
        ],
      },
    })
  })

  it('are accepted over TLS only, and otherwise only from the alarm', () => {
    expect(properties('NotificationTopicPolicy')).toMatchObject({
      Topics: [TOPIC],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: ['sns:Publish', 'sns:Subscribe'],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { ArnLike: { 'aws:SourceArn': ALARMS_OF_COOPER } },
          },
        ],
      },
    })
  })
})

describe('the journal', () => {
  it('is encrypted, versioned, not public, kept for a year, and retained after the stack', () => {
    expect(Resources.JournalBucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: JOURNAL,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [
            { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
            { Status: 'Enabled', Prefix: 'changes/', ExpirationInDays: 365 },
            { Status: 'Enabled', Prefix: 'holds/', ExpirationInDays: 365 },
            { Status: 'Enabled', Prefix: 'outbox/', ExpirationInDays: 365 },
            { Status: 'Enabled', Prefix: 'objects/', ExpirationInDays: 365 },
            { Status: 'Enabled', Prefix: 'reencrypt-reports/', ExpirationInDays: 365 },
            { Status: 'Enabled', Prefix: 'sweeps/pending/', ExpirationInDays: 7 },
            { Status: 'Enabled', Prefix: 'sweeps/runs/', ExpirationInDays: 7 },
            { Status: 'Enabled', Prefix: 'sweeps/sent/', ExpirationInDays: 7 },
            { Status: 'Enabled', Prefix: 'sweeps/digests/', ExpirationInDays: 7 },
            { Status: 'Enabled', Prefix: 'sweeps/reminded/', ExpirationInDays: 30 },
            { Status: 'Enabled', Prefix: 'settling/', ExpirationInDays: 3 },
            { Status: 'Enabled', Prefix: 'reviews/', ExpirationInDays: 30 },
            { Status: 'Enabled', Prefix: 'announcing/', ExpirationInDays: 1 },
          ],
        },
      },
    })
  })

  it('is accessible over TLS only', () => {
    const arn = `arn:aws:s3:::${JOURNAL}`
    expect(properties('JournalBucketPolicy').PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    })
  })
})

const ROLES = [
  ['cooper-dev-us-east-1', PERMISSIONS, 'src/handlers/bucket-changed.ts'],
  ['cooper-dev-us-east-1-sweep', SWEEP_PERMISSIONS, 'src/handlers/sweep.ts'],
  ['cooper-dev-us-east-1-logs', REVIEW_PERMISSIONS, 'src/handlers/review-logs.ts'],
] as const

describe('the roles', () => {
  it('are only these three, with exactly these statements and no managed policy', () => {
    const assumable = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    expect(propertiesOf('AWS::IAM::Role')).toEqual(
      ROLES.map(([RoleName, Statement]) => ({
        RoleName,
        Path: '/',
        Description: expect.any(String),
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', ...assumable }],
        },
        Policies: [
          {
            PolicyName: expect.any(String),
            PolicyDocument: { Version: '2012-10-17', Statement },
          },
        ],
      })),
    )
    // The roles use the key of the topic, through SNS. `lambda:SourceFunctionArn` is not known to KMS there.
    expect(propertiesOf('AWS::IAM::Policy').concat(propertiesOf('AWS::IAM::RolePolicy'))).toEqual([
      {
        PolicyName: 'use-keys',
        Roles: ROLES.map(([name]) => name),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'UseKeysThroughServices',
              Effect: 'Allow',
              Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
              Resource: ['arn:aws:kms:us-east-1:123456789012:key/key-id'],
              Condition: {
                StringLike: {
                  'kms:ViaService': ['sns.us-east-1.*', 's3.us-east-1.*', 'sqs.us-east-1.*'],
                },
              },
            },
          ],
        },
      },
    ])
  })

  describe.each(ROLES)('%s', (_, permissions, handler) => {
    const allowed = permissions.flatMap(({ Action }) => Action)

    it('has no wildcard action', () => {
      expect(allowed.filter((action) => action.includes('*'))).toEqual([])
    })

    it('allows every call that the code makes, and no more', () => {
      const needed = actionsOf(join(ROOT, handler))
      const byLambda = LAMBDA_ITSELF.filter((action) => allowed.includes(action))
      expect([...new Set(allowed)].sort()).toEqual([...needed, ...byLambda].sort())
    })
  })
})

describe('access logs', () => {
  it('may be read by nobody by default', () => {
    expect(Object.keys(Resources)).not.toContain('AccessLogsPolicy')
  })

  it('may be read with logBuckets, in these buckets and by one function only', async () => {
    const logBuckets = 'arn:aws:s3:::access-logs,arn:aws:s3:::logs-*'
    const other = await packageService({ logBuckets })
    const { AccessLogsPolicy } = resolveTemplate(other.template).Resources
    await other.remove()
    const Condition = { ArnEquals: { 'lambda:SourceFunctionArn': REVIEW_FUNCTION } }
    expect(AccessLogsPolicy?.Properties).toMatchObject({
      Roles: ['cooper-dev-us-east-1-logs'],
      PolicyDocument: {
        Statement: [
          {
            ...{ Action: 's3:ListBucket', Condition },
            Resource: ['arn:aws:s3:::access-logs', 'arn:aws:s3:::logs-*'],
          },
          {
            ...{ Action: 's3:GetObject', Condition },
            Resource: ['arn:aws:s3:::access-logs/*', 'arn:aws:s3:::logs-*/*'],
          },
        ],
      },
    })
  })
})

describe('the policy of the key', () => {
  it('may be read by nobody by default', () => {
    expect(Object.keys(Resources)).not.toContain('KeyPreflightPolicy')
  })

  it('may be read with kmsPreflight, by the function only', async () => {
    const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd'
    const params = { defaultEncryption: 'sse-kms', kmsKeyArn: key, kmsPreflight: 'true' }
    const other = await packageService(params)
    const { KeyPreflightPolicy } = resolveTemplate(other.template).Resources
    await other.remove()
    expect(KeyPreflightPolicy?.Properties).toMatchObject({
      Roles: ['cooper-dev-us-east-1'],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'kms:GetKeyPolicy',
            Resource: key,
            Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } },
          },
        ],
      },
    })
  })
})

describe('Security Hub and chat', () => {
  const POLICIES = ['SecurityHubPolicy', 'ChatPolicy', 'ChatTopic', 'ChatTopicPolicy']

  it('have no permission and no topic by default', () => {
    for (const id of POLICIES) expect(Object.keys(Resources)).not.toContain(id)
  })

  it('have the least permissions with their params, for the functions only', async () => {
    const both = await packageService({ securityHub: 'true', chat: 'true' })
    const found = resolveTemplate(both.template).Resources
    await both.remove()
    expect(Object.keys(found)).toEqual(expect.arrayContaining(POLICIES))
    const own = 'arn:aws:securityhub:*:123456789012'
    expect(found.SecurityHubPolicy?.Properties).toMatchObject({
      Roles: ['cooper-dev-us-east-1'],
      PolicyDocument: {
        Statement: [
          {
            Action: 'securityhub:BatchImportFindings',
            Resource: `${own}:product/123456789012/default`,
            Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } },
          },
          {
            Action: ['securityhub:GetFindings', 'securityhub:BatchUpdateFindings'],
            Resource: `${own}:hub/default`,
            Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } },
          },
        ],
      },
    })
    expect(found.ChatPolicy?.Properties).toMatchObject({
      PolicyDocument: { Statement: [{ Action: 'sns:Publish', Resource: `${TOPIC}-chat` }] },
    })
  })
})
