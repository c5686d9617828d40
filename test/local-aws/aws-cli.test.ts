import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newBucket, type StoredBucket } from '../../src/local-aws/s3/bucket.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { suiteWith } from '../support/suite-with.ts'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:cli'
const folder = mkdtempSync(join(tmpdir(), 'cooper-cli-'))
const file = join(folder, 'hello.txt')

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({ topics: [TOPIC] })
  writeFileSync(join(folder, 'ca.pem'), aws.ca)
  writeFileSync(file, 'hello')
})
afterAll(() => aws.close())

async function run(protocol: 'http' | 'https', command: string, ...more: string[]) {
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, AWS_DEFAULT_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'developer', AWS_SECRET_ACCESS_KEY: 'any' },
    AWS_CA_BUNDLE: join(folder, 'ca.pem'),
  }
  const url = protocol === 'http' ? aws.httpUrl : aws.httpsUrl
  const args = ['--endpoint-url', url, '--output', 'json', ...command.split(' '), ...more]
  return (await promisify(execFile)('aws', args, { env })).stdout
}

function addBucket(name: string): StoredBucket {
  const facts = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
  const bucket = newBucket({ ...facts, name, createdAt: new Date() })
  aws.addBucket({ ...bucket })
  return bucket
}

// Each test has its own bucket, so that all run concurrently: the CLI takes half a second to start.
suiteWith('aws', 'the AWS CLI', () => {
  describe.concurrent('concurrently', () => {
    it('creates a bucket and puts a policy, which is enforced', async () => {
      const Statement = {
        ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject' },
        Resource: 'arn:aws:s3:::cli-policy/*',
      }
      const policy = { Version: '2012-10-17', Statement: [Statement] }
      await run('http', 's3api create-bucket --bucket cli-policy')
      await run(
        'https',
        's3api put-bucket-policy --bucket cli-policy --policy',
        JSON.stringify(policy),
      )
      const { Policy } = JSON.parse(
        await run('http', 's3api get-bucket-policy --bucket cli-policy'),
      )
      expect(JSON.parse(Policy)).toEqual(policy)
      const upload = run('https', `s3 cp ${file} s3://cli-policy/hello.txt`)
      await expect(upload).rejects.toThrow('AccessDenied')
    })

    it('copies, lists and deletes files', async () => {
      addBucket('cli-files')
      await run('https', `s3 cp ${file} s3://cli-files/dir/hello.txt`)
      expect(await run('http', 's3 cp s3://cli-files/dir/hello.txt -')).toBe('hello')
      expect(await run('http', 's3 ls s3://cli-files/dir/')).toMatch(/ 5 hello\.txt\n/)
      await run('https', 's3 rb s3://cli-files --force')
      expect(aws.bucket('cli-files')).toBeUndefined()
    })

    it('puts and gets default encryption', async () => {
      addBucket('cli-encryption')
      const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' }
      const rules = { Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }] }
      const option = '--server-side-encryption-configuration'
      const put = `s3api put-bucket-encryption --bucket cli-encryption ${option}`
      await run('https', put, JSON.stringify(rules))
      const found = await run('http', 's3api get-bucket-encryption --bucket cli-encryption')
      expect(JSON.parse(found).ServerSideEncryptionConfiguration).toEqual(rules)
    })

    it.each([
      ['bucket-acl --acl', 'log-delivery-write', 'acl'],
      ['bucket-tagging --tagging', 'TagSet=[{Key=a,Value=b}]', 'tags'],
      ['bucket-website --website-configuration', '{"IndexDocument":{"Suffix":"i"}}', 'website'],
      [
        'bucket-logging --bucket-logging-status',
        '{"LoggingEnabled":{"TargetBucket":"l","TargetPrefix":""}}',
        'logging',
      ],
      [
        'public-access-block --public-access-block-configuration',
        'BlockPublicAcls=true',
        'publicAccessBlock',
      ],
    ] as const)('puts %s', async (command, value, setting) => {
      const name = `cli-${setting.toLowerCase()}`
      const before = addBucket(name)[setting]
      await run('http', `s3api put-${command}`, value, '--bucket', name)
      expect(aws.bucket(name)?.[setting]).not.toEqual(before)
    })

    it('publishes messages', async () => {
      const outcome = { DataType: 'String', StringValue: 'remediated' }
      const attributes = JSON.stringify({ outcome })
      const options = `--topic-arn ${TOPIC} --subject Hi --message-attributes ${attributes} --message`
      await run('https', `sns publish ${options}`, 'a b')
      expect(aws.messages()).toMatchObject([
        { subject: 'Hi', message: 'a b', attributes: { outcome: { value: 'remediated' } } },
      ])
    })

    it('puts events', async () => {
      const entries = JSON.stringify([{ Source: 'cooper', DetailType: 'Check', Detail: '{}' }])
      const result = JSON.parse(await run('https', 'events put-events --entries', entries))
      expect(result.FailedEntryCount).toBe(0)
    })
  })
})
