import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { startLocalAws } from '../../src/local-aws/start.ts'
import type { Backend } from './backend.ts'

const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper-test'

export async function startEmbedded(): Promise<Backend> {
  const operations: string[] = []
  const aws = await startLocalAws({
    topics: [TOPIC_ARN],
    log: (entry) => void (entry.type === 'request' && operations.push(entry.operation)),
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
