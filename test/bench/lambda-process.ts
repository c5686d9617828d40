import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const SCRIPT = `
  const { handler } = require(process.env.BENCH_FILE)
  const context = {
    awsRequestId: 'bench', functionName: 'bench', memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench',
    getRemainingTimeInMillis: () => 900_000,
  }
  require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
    const begin = process.hrtime.bigint()
    const result = await handler(JSON.parse(line), context).catch((error) => ({ error: error.message }))
    const ms = Number(process.hrtime.bigint() - begin) / 1e6
    const { maxRSS } = process.resourceUsage()
    console.log('BENCH ' + JSON.stringify({ result, ms, megabytes: Math.round(maxRSS / 1024) }))
  })
`

export interface Run {
  readonly result: Readonly<Record<string, unknown>>
  readonly ms: number
  /** The most that the process ever held. */
  readonly megabytes: number
  /** What it logged. */
  readonly logBytes: number
}

/** A built function in a process of its own, so that its memory can be told from that of the embedded AWS. */
export function startProcess(file: string, environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, ...environment, BENCH_FILE: file }
  const child = spawn(process.execPath, ['-e', SCRIPT], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const output = linesOf(child)
  return {
    async run(event: unknown): Promise<Run> {
      child.stdin.write(`${JSON.stringify(event)}\n`)
      let logBytes = 0
      for (;;) {
        const { value: line, done } = await output.next()
        if (done) throw new Error(`Cannot run ${file}: it ended`)
        if (line.startsWith('BENCH ')) return { ...JSON.parse(line.slice(6)), logBytes }
        logBytes += line.length + 1
      }
    },
    stop: () => void child.stdin.end(),
  }
}

function linesOf({ stdout }: ChildProcess): AsyncIterator<string> {
  if (!stdout) throw new Error('Cannot read what the function writes')
  return createInterface({ input: stdout })[Symbol.asyncIterator]()
}
