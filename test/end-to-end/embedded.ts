import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { functionIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { noteCall } from '../support/calls.ts'
import type { Backend } from './backend.ts'

export async function startEmbedded(): Promise<Backend> {
  const operations: string[] = []
  const { topics, functions } = readStack('serverless.yml')
  const [TOPIC_ARN = ''] = topics
  const { name = '', role } = functions[0] ?? {}
  const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`
  const aws = await startLocalAws({
    topics,
    identities: {
      cooper: {
        ...functionIdentity('123456789012', role?.name ?? '', functionArn),
        policy: identityPolicy(role?.statements ?? []),
      },
    },
    log(entry) {
      if (entry.type !== 'request') return
      operations.push(entry.operation)
      noteCall(entry)
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, aws.ca)
  let seen = 0
  return {
    name: 'the embedded AWS',
    s3: clientOf(aws.httpsUrl, aws.ca),
    plainS3: clientOf(aws.httpUrl),
    environment: {
      AWS_ENDPOINT_URL: aws.httpsUrl,
      NODE_EXTRA_CA_CERTS: caFile,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'cooper',
      AWS_SECRET_ACCESS_KEY: 'secret',
      TOPIC_ARN,
    },
    async messages() {
      const fresh = aws.messages().slice(seen)
      seen += fresh.length
      return fresh.map(({ message }) => JSON.parse(message).default)
    },
    operations: async () => operations.splice(0),
    cannot: {},
    async close() {
      await aws.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const clientOf = (endpoint: string, ca?: string) =>
  new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'tester', secretAccessKey: 'secret' },
    requestHandler: { httpsAgent: new Agent({ ca }) },
  })
