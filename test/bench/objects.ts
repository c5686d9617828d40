import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { limiter } from './endpoint.ts'
import { type Figure, only } from './figure.ts'

const OBJECTS = 5000

/** Requests per second that the endpoint allows. */
const LIMIT = 250

const [FEW, MANY] = [100_000, 1_000_000]

/** `cooper objects --all`: its rate at an endpoint with a limit, and its memory on a simulated listing. */
export async function objects(): Promise<readonly Figure[]> {
  const rate = OBJECTS / (await secondsForAll())
  const [few, many] = [FEW, MANY].map(megabytesFor) as [number, number]
  return [
    {
      figure: `cooper objects, all ${OBJECTS} objects of an endpoint of ${LIMIT}/s`,
      ...{ unit: 'objects/s', ...only(rate), limit: LIMIT, of: 'what the endpoint allows' },
      aim: { atLeast: 0.8 },
    },
    {
      figure: `memory for ${MANY} objects of a simulated listing`,
      ...{ unit: 'MB', ...only(many), limit: few, of: `that for ${FEW}`, aim: { atMost: 1.3 } },
    },
  ]
}

const megabytesFor = (count: number) =>
  Number(
    execFileSync(process.execPath, [resolve(import.meta.dirname, 'count-objects.ts'), `${count}`]),
  ) / 1024

/** From the start of the command to its end. */
async function secondsForAll(): Promise<number> {
  const aws = await startLocalAws({ isBusy: limiter({ requestsPerSecond: LIMIT }) })
  const folder = mkdtempSync(join(tmpdir(), 'cooper-bench-'))
  try {
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, aws.ca)
    const { account, region } = aws
    aws.addBucket(
      newBucket({ name: 'store', account, region, partition: 'aws', createdAt: new Date() }),
    )
    for (let index = 0; index < OBJECTS; index += 1)
      aws.storeObject('store', `${index}`, { body: '' })
    const started = performance.now()
    const env = {
      ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: aws.httpsUrl, NODE_EXTRA_CA_CERTS: ca },
      ...{ AWS_REGION: region, AWS_ACCESS_KEY_ID: 'cooper', AWS_SECRET_ACCESS_KEY: 'any' },
    }
    const args = ['dist/cooper.cjs', 'objects', 'store', '--all', '--json']
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [text] = await Promise.all([
      child.stdout.setEncoding('utf8').toArray(),
      once(child, 'close'),
    ])
    const { inspected } = JSON.parse(text.join(''))
    if (inspected !== OBJECTS) throw new Error(`Cannot measure: ${inspected} were inspected`)
    return (performance.now() - started) / 1000
  } finally {
    await aws.close()
    rmSync(folder, { recursive: true })
  }
}
