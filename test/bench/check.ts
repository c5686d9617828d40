import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { tlsOnlyStatement } from '../../src/core/policy/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { hasMoto, startMoto } from '../end-to-end/moto.ts'
import { policyOf } from '../support/builders.ts'

/**
 * How fast `cooper check` is, from start to end, beside what the endpoint can serve at all and what the SDK alone makes of
 * that; and how much memory it takes.
 */
const CONCURRENCY = 64
const CONNECTIONS = CONCURRENCY * 2

type Environment = Readonly<Record<string, string>>

async function run(args: readonly string[], environment: Environment) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = [child.stdout, child.stderr].map(async (stream) =>
    (await stream.setEncoding('utf8').toArray()).join(''),
  )
  const [status] = await once(child, 'close')
  const [stdout = '', stderr = ''] = await Promise.all(texts)
  return { status, stdout, stderr }
}

// In kilobytes, as the operating system counts.
const TELL_MEMORY =
  "process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))"

async function check(environment: Environment) {
  const started = performance.now()
  const args = ['--import', `data:text/javascript,${TELL_MEMORY}`, 'dist/cooper.cjs', 'check']
  const { status, stdout, stderr } = await run(args, environment)
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(`Cannot measure: ${stderr} ${stdout.slice(-500)}`)
  return { seconds, megabytes: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024 }
}

type Load = 'raw-load' | 'sdk-load'

async function loaded(load: Load, url: string, names: readonly string[], environment: Environment) {
  const args = [`test/bench/${load}.ts`, url, JSON.stringify(names), String(CONNECTIONS)]
  return Number((await run(args, environment)).stdout)
}

/** The ceiling is measured before and after, since other work on the machine comes and goes. */
async function beside(
  measure: (load: Load) => Promise<number>,
  environment: Environment,
  operations?: () => Promise<readonly string[]>,
) {
  const before = await measure('raw-load')
  const measured = await check(environment)
  const requests = (await operations?.())?.filter((name) => /^GetBucket/.test(name)).length
  const most = (before + (await measure('raw-load'))) / 2
  return { ...measured, requests, most, sdk: await measure('sdk-load') }
}

async function embedded(count: number) {
  const aws = await startLocalAws()
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, aws.ca)
  const facts = { account: aws.account, region: aws.region, partition: 'aws' }
  const names = Array.from({ length: count }, (_, i) => `bucket-${i}`)
  for (const name of names) aws.addBucket(newBucket({ name, createdAt: new Date(), ...facts }))
  // One policy for all, so that the server's memory holds a hundred thousand of them.
  const [first = ''] = names
  const statement = tlsOnlyStatement({ name: '*', partition: 'aws' })
  aws.storePolicy(first, policyOf({ ...statement, Resource: '*' }))
  for (const name of names)
    Object.assign(aws.bucket(name) ?? {}, { policy: aws.bucket(first)?.policy })
  const environment = {
    AWS_ENDPOINT_URL: aws.httpsUrl,
    NODE_EXTRA_CA_CERTS: ca,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'auditor',
    AWS_SECRET_ACCESS_KEY: 'any',
  }
  const sample = names.slice(0, 2000)
  const measure = (load: Load) => loaded(load, aws.httpsUrl, sample, environment)
  const measured = await beside(measure, environment)
  const row = rowOf(`embedded AWS, ${count} buckets`, count, measured)
  await aws.close()
  rmSync(folder, { recursive: true })
  return row
}

async function moto(count: number) {
  const backend = await startMoto()
  const names = Array.from({ length: count }, (_, i) => `bucket-${i}`)
  for (const name of names) {
    await backend.s3.send(new CreateBucketCommand({ Bucket: name }))
    const Policy = JSON.stringify(policyOf(tlsOnlyStatement({ name, partition: 'aws' })))
    await backend.s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy }))
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }]
    const ServerSideEncryptionConfiguration = { Rules }
    await backend.s3.send(
      new PutBucketEncryptionCommand({ Bucket: name, ServerSideEncryptionConfiguration }),
    )
  }
  const { environment, operations } = backend
  const measured = await beside(
    async (load) => {
      const most = await loaded(load, environment.AWS_ENDPOINT_URL ?? '', names, {})
      await operations()
      return most
    },
    environment,
    operations,
  )
  await backend.close()
  return rowOf(`moto_server, ${count} buckets`, count, measured)
}

function rowOf(
  endpoint: string,
  buckets: number,
  { seconds, megabytes, most, sdk, requests = buckets * 2 }: Awaited<ReturnType<typeof beside>>,
) {
  const rate = (buckets * 2) / seconds
  return {
    endpoint,
    requests,
    seconds: Number(seconds.toFixed(1)),
    'requests/s': Math.round(rate),
    'ceiling/s': Math.round(most),
    'SDK alone/s': Math.round(sdk),
    share: Number((rate / most).toFixed(2)),
    'peak MB': Math.round(megabytes),
  }
}

// Fewer may be given, for a quick look.
const [most = '100000'] = process.argv.slice(2)
const few = await embedded(1000)
const many = await embedded(Number(most))
const rows = [few, many, ...(hasMoto ? [await moto(1000)] : [])]
console.table(rows)
const growth = many['peak MB'] / few['peak MB']
const [, , mocked] = rows
console.log(`Memory with ${most} buckets beside 1000: ${growth.toFixed(2)} times (at most 1.3)`)
const isRight = !mocked || (mocked.share >= 0.8 && mocked.requests === 2000)
process.exitCode = growth <= 1.3 && isRight ? 0 : 1
