import { readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CTRL_C, listenToKeys } from './keys.ts'
import { describeBusEntry, describeMail } from './live-view.ts'
import { addSampleBuckets } from './sample-buckets.ts'
import { playSampleStack } from './sample-stack.ts'
import { readStack } from './stack/read-stack.ts'
import { startLocalAws } from './start.ts'
import { EXAMPLE, welcome, writeFiles } from './welcome.ts'

const HELP = `Usage: npm run local [-- OPTIONS]

Runs S3, SNS, STS, EventBridge and Cooper's Lambda functions on this machine and shows what happens.

  --http-port PORT   port of the HTTP endpoint (4580)
  --https-port PORT  port of the HTTPS endpoint (4581)
  --sample-buckets   start with twenty buckets, to try out "npx cooper check" and "npx cooper fix"
  --sample-stack     play the deployment of a stack, with a bucket whose policy comes ten seconds later
  --quiet            show nothing of what happens
  --help             this text

While it runs, the key m shows the newest message in full, and q ends it.
`

const PROJECT_ROOT = resolve(import.meta.dirname, '../..')

/** The schedule that also puts the settings of the bot into its journal, which the command `fix` needs. */
const HOURLY = 'cooper-dev-digest'

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(`Cannot start the local AWS: ${explainStart(error)}`)
  process.exitCode = 2
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'http-port': { type: 'string', default: '4580' },
      'https-port': { type: 'string', default: '4581' },
      'sample-buckets': { type: 'boolean', default: false },
      'sample-stack': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const stack = readStack(resolve(PROJECT_ROOT, 'serverless.yml'))
  let isShown = false
  const aws = await startLocalAws({
    ...stack,
    httpPort: readPort(values['http-port']),
    httpsPort: readPort(values['https-port']),
    log: (entry) => isShown && printLines(describeBusEntry(entry)),
  })
  aws.runSchedule(HOURLY)
  await aws.settled()
  if (values['sample-buckets']) addSampleBuckets(aws, new Date())
  const files = writeFiles(aws, stack, resolve(PROJECT_ROOT, '.local-aws'))
  let stopKeys = () => {}
  const end = () => {
    for (const file of Object.values(files)) rmSync(file, { force: true })
    stopKeys()
    void aws.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  const showMail = () => printLines(describeMail(aws.messages().at(-1)))
  stopKeys = listenToKeys(process.stdin, { m: showMail, q: end, [CTRL_C]: end })
  // The signal handlers must be in place first: the text says that Ctrl-C ends the process.
  console.log(welcome(aws, files, exampleBucket()))
  isShown = !values.quiet
  if (values['sample-stack']) await playSampleStack(aws)
}

function printLines(lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`"${text}" is not a port: use a number from 0 (any free port) to 65535`)
}

function explainStart(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const isTaken = message.includes('EADDRINUSE')
  return isTaken ? `${message}. Choose others with --http-port and --https-port` : message
}

function exampleBucket(): string {
  const event = JSON.parse(readFileSync(resolve(PROJECT_ROOT, EXAMPLE), 'utf8'))
  return event.detail.requestParameters.bucketName
}
