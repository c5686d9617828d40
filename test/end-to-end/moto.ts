import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import type { Backend } from './backend.ts'

/** Starts `moto_server` on a free port, and stops it at close. */
export async function startMoto(): Promise<Backend> {
  const port = await freePort()
  const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)])
  const operations = readOperations(moto)
  const endpoint = `http://127.0.0.1:${port}`
  await untilUp(endpoint)
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'tester', secretAccessKey: 'secret' },
  }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  const subscriber = await startSubscriber()
  const sns = new SNSClient(client)
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'cooper-test' }))
  const subscription = { TopicArn, Protocol: 'http', Endpoint: subscriber.url }
  await sns.send(new SubscribeCommand(subscription))
  return {
    name: 'moto_server',
    s3,
    plainS3: s3,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'cooper',
      AWS_SECRET_ACCESS_KEY: 'secret',
      TOPIC_ARN: TopicArn,
    },
    messages: subscriber.messages,
    operations,
    cannot: {
      'a policy that names a deleted user': 'moto checks no principals',
      'a bucket of another account': 'moto ignores x-amz-expected-bucket-owner',
      'plain HTTP is refused, HTTPS is not': 'moto enforces no bucket policy',
      'the encryption of a log target, by its ACL':
        'moto returns only the first of the permissions that a canned ACL grants a group',
      'SSE-C is blocked by the rule': 'moto accepts BlockedEncryptionTypes and drops them',
    },
    async close() {
      moto.kill()
      await once(moto, 'exit')
      await subscriber.close()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

async function untilUp(endpoint: string) {
  for (let tries = 0; tries < 600; tries++) {
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await sleep(200)
  }
  throw new Error('Cannot reach moto_server within two minutes')
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }

const NAMES: Readonly<Record<string, string>> = {
  policy: 'Policy',
  encryption: 'Encryption',
  tagging: 'Tagging',
  website: 'Website',
  acl: 'Acl',
}

/** From moto's access log. Contains only the kinds of calls that Cooper makes. */
function readOperations(moto: ChildProcess): Backend['operations'] {
  let text = ''
  moto.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return async () => {
    await sleep(100)
    const lines = stripVTControlCharacters(text).split('\n')
    text = ''
    return lines.flatMap((line) => {
      const [, verb = '', what = ''] = /"(\w+) \/[^ ?]+\?(\w+)/.exec(line) ?? []
      if (NAMES[what]) return [`${VERBS[verb]}Bucket${NAMES[what]}`]
      return line.includes('"POST / HTTP') ? ['Publish'] : []
    })
  }
}

async function startSubscriber() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push((await request.setEncoding('utf8').toArray()).join(''))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: async () =>
      bodies
        .splice(0)
        .map((body) => JSON.parse(body))
        .filter(({ Type }) => Type === 'Notification')
        .map(({ Message }) => Message as string),
    close: () => new Promise((done) => server.close(done)),
  }
}
