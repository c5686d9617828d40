import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { clientsOf } from '../local-aws/support.ts'
import { accessLogLine } from '../support/access-log-line.ts'
import { policyOf } from '../support/builders.ts'
import { type Account, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const LOGS = 'central-access-logs'

const NAMES = ['still-on-http', 'partitioned-logs', 'quiet-bucket', 'without-logging']

let account: Account
beforeAll(async () => {
  account = await startAccount([
    { name: LOGS, verdict: 'compliant' },
    ...NAMES.map((name) => ({ name, verdict: 'non-compliant', policy: null }) as const),
  ])
  const { s3 } = clientsOf(account.aws, { protocol: 'https' })
  const allowed = account.aws.bucket(LOGS)
  if (allowed) allowed.acl = 'log-delivery-write'
  const logging = (Bucket: string, more: object = {}) =>
    s3.putBucketLogging({
      Bucket,
      BucketLoggingStatus: {
        LoggingEnabled: { TargetBucket: LOGS, TargetPrefix: `${Bucket}/`, ...more },
      },
    })
  await logging('still-on-http')
  await logging('quiet-bucket')
  await logging('partitioned-logs', {
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
  })
})
afterAll(() => account.close())

const run = (...args: readonly string[]) => cooper(['impact', ...args], { ...account.environment })

const impactOf = async (...args: readonly string[]) => {
  const { stdout, stderr, status } = await run(...args, '--json')
  return { status, stderr, found: stdout ? JSON.parse(stdout) : undefined }
}

const clientOn = (protocol: 'http' | 'https', accessKeyId: string) =>
  clientsOf(account.aws, { protocol, accessKeyId }).s3

/** A log that is older than the days asked for. */
function oldLogIn(bucket: string) {
  const key = `${bucket}/2020-01-01-00-00-00-0000000000000000`
  const object = { body: Buffer.from(''), etag: '"0"', headers: {}, modifiedAt: new Date() }
  account.aws.bucket(LOGS)?.objects.set(key, object)
}

describe('a bucket that clients use', () => {
  const Bucket = 'still-on-http'

  test('its clients on plain HTTP would be denied, and no other', async () => {
    oldLogIn(Bucket)
    await clientOn('http', 'till-7').putObject({ Bucket, Key: 'receipts/1 a.txt', Body: 'x' })
    await clientOn('http', 'till-7').getObject({ Bucket, Key: 'receipts/1 a.txt' })
    await clientOn('https', 'office').getObject({ Bucket, Key: 'receipts/1 a.txt' })
    await clientOn('http', 'scanner').headBucket({ Bucket })
    account.aws.deliverAccessLogs()
    const { status, found } = await impactOf(Bucket)
    expect(found).toMatchObject({
      ...{ bucket: Bucket, policy: 'planned', unreadable: 0, website: 0 },
      logs: { coverage: 'full' },
      denied: {
        requests: 3,
        clients: [
          {
            requester: expect.stringContaining(':user/till-7'),
            ...{ sourceAddress: expect.stringContaining('127.0.0.1'), requests: 2 },
            operations: ['REST.GET.OBJECT', 'REST.PUT.OBJECT'],
            example: { key: 'receipts/1%20a.txt' },
          },
          { requester: expect.stringContaining(':user/scanner'), requests: 1 },
        ],
      },
      maybe: { requests: 0, clients: [] },
    })
    expect(status).toBe(1)
  })

  test('is described in words', async () => {
    const { stdout, status } = await run(Bucket)
    expect(stdout).toContain('✗ still-on-http  the change that Cooper plans denies 3 of ')
    expect(stdout).toMatch(/2 × arn:aws:iam::123456789012:user\/till-7/)
    expect(status).toBe(1)
  })

  test('another policy is judged by the same records', async () => {
    const policy = join(account.folder, 'no-uploads.json')
    const statement = {
      ...tlsOnlyStatement({ name: Bucket, partition: 'aws' }),
      Action: 's3:PutObject',
    }
    writeFileSync(policy, JSON.stringify(policyOf(statement)))
    const { found } = await impactOf(Bucket, '--policy', policy)
    expect(found).toMatchObject({ policy: 'file', denied: { requests: 1 } })
  })

  test('is left alone by a fix of quiet buckets, with the names', async () => {
    const args = ['fix', Bucket, '--yes', '--no-notify', '--quiet-days', '30']
    const { status, stdout, stderr } = await cooper(args, account.environment)
    expect(stdout).toContain('still-on-http  left alone: somebody uses it')
    expect(stdout).toContain(':user/till-7')
    expect(stderr).toContain('There is nothing to fix. 1 bucket left alone')
    expect(account.aws.bucket(Bucket)?.policy).toBeUndefined()
    expect(status).toBe(1)
  })

  test('after the fix, those clients are refused', async () => {
    await cooper(['fix', Bucket, '--yes', '--no-notify'], account.environment)
    await clientOn('http', 'till-7')
      .getObject({ Bucket, Key: 'receipts/1 a.txt' })
      .catch(() => undefined)
    account.aws.deliverAccessLogs()
    const { found, status } = await impactOf(Bucket)
    expect(found.policy).toBe('live')
    expect(found.denied.clients[0]).toMatchObject({
      requester: expect.stringContaining(':user/till-7'),
      requests: 3,
    })
    expect(status).toBe(1)
  })
})

test('logs in folders by account, region, bucket and day are found', async () => {
  const Bucket = 'partitioned-logs'
  await clientOn('http', 'till-7').putObject({ Bucket, Key: 'a', Body: 'x' })
  account.aws.deliverAccessLogs()
  const { found } = await impactOf(Bucket)
  expect(found.denied.requests).toBe(1)
  const named = await impactOf(Bucket, '--logs', `s3://${LOGS}/partitioned-logs/`)
  expect(named.found.denied).toEqual(found.denied)
})

describe('a bucket of which little is known', () => {
  test('without logging: not "nobody", but 2, and the command that enables it', async () => {
    const { found, status } = await impactOf('without-logging')
    expect(found).toMatchObject({ requests: 0, logs: { coverage: 'none' } })
    expect(found.logs.note).toContain('aws s3api put-bucket-logging --bucket without-logging')
    expect(status).toBe(2)
  })

  test('without logging, a fix of quiet buckets leaves it alone', async () => {
    const args = ['fix', 'without-logging', '--yes', '--no-notify', '--quiet-days', '30']
    const { status, stdout } = await cooper(args, account.environment)
    expect(stdout).toContain('without-logging  left alone: nobody can tell who uses it')
    expect(status).toBe(1)
  })

  test('logs that are younger than the days asked for: 2', async () => {
    const Bucket = 'quiet-bucket'
    await clientOn('https', 'office').putObject({ Bucket, Key: 'a', Body: 'x' })
    account.aws.deliverAccessLogs()
    const { found, status } = await impactOf(Bucket)
    expect(found).toMatchObject({ denied: { requests: 0 }, logs: { coverage: 'young' } })
    expect(status).toBe(2)
    oldLogIn(Bucket)
    expect((await impactOf(Bucket)).status).toBe(0)
    const args = ['fix', Bucket, '--yes', '--no-notify', '--quiet-days', '30']
    expect((await cooper(args, account.environment)).status).toBe(0)
    expect(account.aws.bucket(Bucket)?.policy?.text).toContain('CooperTlsOnly')
  })
})

describe('log files, with the policy in a file', () => {
  const files = () => {
    const [policy, log] = [join(account.folder, 'policy.json'), join(account.folder, 'access.log')]
    const bucket = { name: 'amzn-s3-demo-bucket1', partition: 'aws' }
    writeFileSync(policy, JSON.stringify(policyOf(tlsOnlyStatement(bucket))))
    const plain = accessLogLine({ cipher: '-', tls: '-', userAgent: '"curl/\u001b[31m"' })
    writeFileSync(log, `${plain}\n${accessLogLine({ requestId: 'A'.repeat(16) })}\r\nnonsense\n`)
    return { policy, log }
  }

  test('need no AWS', async () => {
    const { policy, log } = files()
    const { stdout, status } = await cooper(['impact', '--policy', policy, '--file', log])
    expect(stdout).toContain('the policy in the file denies 1 of 2 requests')
    expect(stdout).toContain('1 line is not readable, such as: nonsense')
    expect(stdout).toContain('curl/?[31m')
    expect(status).toBe(1)
  })

  test('can be compressed', async () => {
    const { policy, log } = files()
    writeFileSync(`${log}.gz`, gzipSync(readFileSync(log)))
    const { stdout } = await cooper(['impact', '--policy', policy, '--file', `${log}.gz`, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      requests: 2,
      unreadable: 1,
      denied: { requests: 1 },
    })
  })

  test('what the policy before denied is not counted', async () => {
    const { policy, log } = files()
    const args = ['impact', '--policy', policy, '--before', policy, '--file', log]
    expect((await cooper(args)).status).toBe(0)
  })

  test('become a page that runs nothing', async () => {
    const { policy, log } = files()
    const html = join(account.folder, 'impact.html')
    await cooper(['impact', '--policy', policy, '--file', log, '--html', html])
    const page = readFileSync(html, 'utf8')
    expect(page).toContain('curl/?[31m')
    expect(page).toContain("default-src 'none'")
    expect(page).not.toContain('<script')
  })

  test.each<[string, (files: { policy: string; log: string }) => readonly string[], string]>([
    ['no policy, and no bucket', ({ log }) => ['--file', log], 'name buckets, or add --policy'],
    [
      'a log that does not exist',
      ({ policy, log }) => ['--policy', policy, '--file', `${log}x`],
      '(ENOENT)',
    ],
    [
      'a policy that is none',
      ({ log }) => ['--policy', log, '--file', log],
      'Cannot read the policy in',
    ],
    ['two sources', ({ log }) => ['--file', log, '--logs', 's3://a-bucket/'], 'not by both'],
    ['a source that is no S3 URI', () => ['--logs', '/tmp'], 's3://BUCKET/PREFIX'],
    ['--before alone', ({ policy }) => ['--before', policy], '--before goes with'],
  ])('%s: 2, and the reason', async (_reason, argsOf, message) => {
    const { status, stderr } = await run(...argsOf(files()))
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })
})
