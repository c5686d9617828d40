import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { ChatSchema } from '../core/messages/chat-schema.ts'
import { ARN, BUCKET, deploy } from './deployed.ts'

const HUB = { securityHub: 'true' }
const CHAT = { chat: 'true' }

async function deployed(
  params: Readonly<Record<string, string>>,
  options: Parameters<typeof deploy>[0] = {},
) {
  const calls: string[] = []
  const account = await deploy({
    params,
    heard: (operation) => void calls.push(operation),
    ...options,
  })
  const { aws } = account
  return {
    ...account,
    calls: () => calls.splice(0),
    hubCalls: () => calls.splice(0).filter((name) => /Findings$/.test(name)),
    async once(change: () => Promise<unknown>) {
      await change()
      await aws.settled()
    },
    stateOf: (control: string) => {
      const found = aws.findings().find(({ GeneratorId }) => GeneratorId === `cooper/${control}`)
      return found && `${found.Compliance.Status} ${found.Workflow.Status}`
    },
    chats: () =>
      aws
        .messages()
        .filter(({ topicArn }) => topicArn.endsWith('-chat'))
        .map(({ message }) => JSON.parse(message)),
  }
}

const OPEN_POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 's3:GetObject',
    Resource: `${ARN}/*`,
  },
}

describe('SECURITY_HUB=true', () => {
  test('a finding has passed once the second look shows that it was fixed', async () => {
    const { once, createBucket, stateOf, hubCalls, aws } = await deployed(HUB)
    await once(createBucket)
    expect(stateOf('tls-only')).toBe('PASSED NEW')
    expect(stateOf('minimum-tls')).toBe('NOT_AVAILABLE NEW')
    expect(hubCalls()).toEqual(['GetFindings', 'BatchImportFindings'])
    expect(aws.findings()[0]).toMatchObject({ AwsAccountId: '123456789012', Region: 'us-east-1' })
  })

  test('a compliant bucket costs two requests, and nothing else', async () => {
    const { once, createBucket, putRule, calls, arrive } = await deployed(HUB)
    await once(createBucket)
    await once(() => putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }))
    calls()
    await arrive()
    expect(calls().toSorted()).toEqual(['GetBucketEncryption', 'GetBucketPolicy'])
  })

  test('a bucket that could not be fixed has failed', async () => {
    const { once, createBucket, stateOf, aws } = await deployed(HUB)
    const error = { code: 'AccessDenied', status: 403 }
    aws.fault({ operation: 'PutBucketPolicy', error, times: 99 })
    await once(createBucket)
    expect(stateOf('tls-only')).toBe('FAILED NEW')
  })

  test('a bucket that is only reported has failed', async () => {
    const { once, createBucket, stateOf } = await deployed({ ...HUB, mode: 'report' })
    await once(createBucket)
    expect(stateOf('tls-only')).toBe('FAILED NEW')
    expect(stateOf('default-encryption')).toBe('PASSED NEW')
  })

  test('the workflow is suppressed when an exemption begins, and new when it has ended', async () => {
    const account = await deployed({ ...HUB, mode: 'report' })
    const { once, createBucket, tag, s3, stateOf } = account
    await once(createBucket)
    await once(() => tag('tls-only until=2999-12-31 the till'))
    expect(stateOf('tls-only')).toBe('NOT_AVAILABLE SUPPRESSED')
    await once(() => s3.deleteBucketTagging({ Bucket: BUCKET }))
    await once(() => account.putPolicy(OPEN_POLICY))
    expect(stateOf('tls-only')).toBe('FAILED NEW')
  })

  test.each<[string, object]>([
    ['refuses', { error: { code: 'AccessDeniedException', status: 403 } }],
    ['cuts the connection', { reset: 'before', times: 99 }],
    ['throttles for long', { error: { code: 'TooManyRequestsException', status: 429 }, times: 99 }],
  ])('a Security Hub that %s fails no remediation', async (_reason, fault) => {
    const account = await deployed(HUB)
    const { once, createBucket, statements, records, invocations, output, aws } = account
    aws.fault({ operation: 'GetFindings', ...fault })
    await once(createBucket)
    expect((await statements()).map(({ Sid }) => Sid)).toEqual(['CooperTlsOnly'])
    expect(records().map(({ outcome }) => outcome)).toEqual(['remediated'])
    expect(invocations()).toBe(1)
    expect(output().join('\n')).toContain('Security Hub does not have the findings on this bucket')
  })

  test('is not asked without the setting, whose role may not ask either', async () => {
    const { once, createBucket, hubCalls } = await deployed({})
    await once(createBucket)
    expect(hubCalls()).toEqual([])
    const { functions } = readStack('serverless.yml')
    expect(JSON.stringify(functions.map(({ role }) => role.statements))).not.toContain(
      'securityhub',
    )
  })
})

describe('CHAT=true', () => {
  test('a second topic has the message in the schema of Amazon Q Developer', async () => {
    const { once, createBucket, chats, aws, journal } = await deployed(CHAT)
    await once(createBucket)
    expect(chats()).toHaveLength(1)
    expect(v.safeParse(ChatSchema, chats()[0]).issues).toBe(undefined)
    expect(chats()[0]).toMatchObject({
      content: {
        title: `Cooper fixed S3 bucket ${BUCKET}`,
        nextSteps: [
          expect.stringMatching(/^Undo it: `npx cooper undo cooper-example-bucket --record /),
          expect.stringContaining('tag `cooper:exempt = tls-only until='),
        ],
      },
      metadata: { threadId: `cooper-123456789012-us-east-1-${BUCKET}` },
    })
    expect(aws.messages()).toHaveLength(2)
    expect(journal().map(({ notified }) => notified)).toEqual([['sns', 'chat']])
  })

  test('there is no second topic without the setting', async () => {
    const { once, createBucket, aws } = await deployed({})
    await once(createBucket)
    expect(aws.messages()).toHaveLength(1)
  })
})

/** The functions with the code of the standalone template, in the only file that CloudFormation writes. */
const inlineFunctions = (params: Readonly<Record<string, string>>) => {
  const { Resources } = JSON.parse(readFileSync('dist/standalone.template.json', 'utf8'))
  return readStack('serverless.yml', { params }).functions.map((one) => {
    if (!one.name.endsWith('bucketChanged')) return one
    const file = join(mkdtempSync(join(tmpdir(), 'cooper-inline-')), 'index.js')
    writeFileSync(file, Resources.BucketChangedLambdaFunction.Properties.Code.ZipFile)
    return { ...one, file }
  })
}

test('the code of the standalone template has both', async () => {
  const params = { ...HUB, ...CHAT }
  const account = await deployed(params, { functions: inlineFunctions(params) })
  await account.once(account.createBucket)
  expect(account.stateOf('tls-only')).toBe('PASSED NEW')
  expect(account.chats()).toHaveLength(1)
})
