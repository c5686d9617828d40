import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const SCRIPT = `
  const { performance } = require('node:perf_hooks')
  const { getHeapSpaceStatistics } = require('node:v8')
  const { handler } = require(process.env.BENCH_FILE)
  const context = {
    awsRequestId: 'bench', functionName: 'bench', memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench',
    getRemainingTimeInMillis: () => 900_000,
  }
  let sdk
  const make = () => {
    const { GetBucketEncryptionCommand, GetBucketPolicyCommand, S3Client } = require(process.env.BENCH_BARE)
    return { s3: new S3Client({ forcePathStyle: true }), GetBucketEncryptionCommand, GetBucketPolicyCommand }
  }
  const refused = (error) => ({ error: error.name + ': ' + error.message })
  const read = async (input, names) => {
    sdk ??= make()
    return Promise.all(names.map((name) => sdk.s3.send(new sdk[name](input)).catch(refused)))
  }
  const objectBytes = () =>
    getHeapSpaceStatistics()
      .filter(({ space_name: name }) => !/code|trusted/.test(name))
      .reduce((sum, { space_used_size: size }) => sum + size, 0)
  const acts = {
    event: (input) => handler(input, context),
    both: (input) => read(input, ['GetBucketPolicyCommand', 'GetBucketEncryptionCommand']),
    one: (input) => read(input, ['GetBucketPolicyCommand']),
  }
  require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
    const { act, input } = JSON.parse(line)
    const idle = performance.eventLoopUtilization()
    const begin = performance.now()
    const result = await acts[act](input).catch(refused)
    const ms = performance.now() - begin
    const activeMs = performance.eventLoopUtilization(idle).active
    globalThis.gc?.()
    const megabytes = process.resourceUsage().maxRSS / 1024
    const heapMegabytes = objectBytes() / 1024 / 1024
    console.log('BENCH ' + JSON.stringify({ result, ms, activeMs, megabytes, heapMegabytes }))
  })
`

export interface Run {
  readonly result: Readonly<Record<string, unknown>>
  readonly ms: number
  /** The part of these in which the process was busy: neither waiting for a response nor idle. */
  readonly activeMs: number
  /** The peak memory of the process. */
  readonly megabytes: number
  /** The memory of objects without compiled code, and without garbage if the process has `--expose-gc`. */
  readonly heapMegabytes: number
  /** Bytes of its log. */
  readonly logBytes: number
}

export interface Address {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

export type LambdaProcess = ReturnType<typeof startProcess>

/** A built function in a process of its own, so that its time and memory are separate from those of the endpoint. */
export function startProcess(
  file: string,
  environment: Readonly<Record<string, string>>,
  { flags = [], bare = '' }: { readonly flags?: readonly string[]; readonly bare?: string } = {},
) {
  const env = { PATH: process.env.PATH, ...environment, BENCH_FILE: file, BENCH_BARE: bare }
  const child = spawn(process.execPath, [...flags, '-e', SCRIPT], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const output = linesOf(child)
  const act = async (name: 'event' | 'both' | 'one', input: unknown): Promise<Run> => {
    child.stdin.write(`${JSON.stringify({ act: name, input })}\n`)
    let logBytes = 0
    for (;;) {
      const { value: line, done } = await output.next()
      if (done) throw new Error(`Cannot run ${file}: it ended`)
      if (line.startsWith('BENCH ')) return { ...JSON.parse(line.slice(6)), logBytes }
      logBytes += line.length + 1
    }
  }
  return {
    run: (event: unknown) => act('event', event),
    /** The two reads of a compliant bucket by the SDK alone, concurrently. Only in the bundle `bare`. */
    readBoth: (address: Address) => act('both', address),
    /** One of these reads: a round trip. */
    readOne: (address: Address) => act('one', address),
    stop: () => void child.stdin.end(),
  }
}

function linesOf({ stdout }: ChildProcess): AsyncIterator<string> {
  if (!stdout) throw new Error('Cannot read what the function writes')
  return createInterface({ input: stdout })[Symbol.asyncIterator]()
}
