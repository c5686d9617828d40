import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { describeBusEntry } from './live-view.ts'
import type { LocalAws } from './options.ts'
import { addSampleBuckets } from './sample-buckets.ts'
import { playSampleStack } from './sample-stack.ts'
import { readStack, type Stack } from './stack/read-stack.ts'
import { startLocalAws } from './start.ts'

const HELP = `Usage: npm run local [-- OPTIONS]

Runs S3, SNS, STS, EventBridge and Cooper's Lambda functions on this machine and shows what happens.

  --http-port PORT   port of the HTTP endpoint (4580)
  --https-port PORT  port of the HTTPS endpoint (4581)
  --sample-buckets   start with twenty buckets, to try out "npx cooper check" and "npx cooper fix"
  --sample-stack     play the deployment of a stack, with a bucket whose policy comes ten seconds later
  --help             this text
`

const PROJECT_ROOT = resolve(import.meta.dirname, '../..')
const EXAMPLE = 'events/create-bucket.json'

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
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const stack = readStack(resolve(PROJECT_ROOT, 'serverless.yml'))
  let isUp = false
  const aws = await startLocalAws({
    ...stack,
    httpPort: readPort(values['http-port']),
    httpsPort: readPort(values['https-port']),
    log: (entry) => isUp && printLine(describeBusEntry(entry)),
  })
  aws.runSchedule(HOURLY)
  await aws.settled()
  if (values['sample-buckets']) addSampleBuckets(aws, new Date())
  const ca = writeCertificate(aws)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      rmSync(ca, { force: true })
      void aws.close()
    })
  }
  // The signal handlers must be in place first: the text says that Ctrl-C ends the process.
  console.log(welcome(aws, stack, ca))
  isUp = true
  if (values['sample-stack']) await playSampleStack(aws)
}

function printLine(lines: readonly string[]): void {
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

// The file's name contains the port, so that several instances can run at once.
function writeCertificate({ ca, httpsUrl }: LocalAws): string {
  const folder = resolve(PROJECT_ROOT, '.local-aws')
  mkdirSync(folder, { recursive: true })
  const file = resolve(folder, `ca-${new URL(httpsUrl).port}.pem`)
  writeFileSync(file, ca)
  return file
}

function exampleBucket(): string {
  const event = JSON.parse(readFileSync(resolve(PROJECT_ROOT, EXAMPLE), 'utf8'))
  return event.detail.requestParameters.bucketName
}

function welcome({ account, region, httpUrl, httpsUrl }: LocalAws, stack: Stack, ca: string) {
  const command = (text: string) => styleText('bold', `  ${text}`)
  const bucket = `--bucket ${exampleBucket()}`
  return `
${styleText('green', "Cooper's local AWS is up")}: account ${account}, region ${region}

  HTTP   ${httpUrl}
  HTTPS  ${httpsUrl}
  CA     ${ca}

Any credentials work: the access key id is the name of the user. In another terminal:

${command('export AWS_ACCESS_KEY_ID=developer AWS_SECRET_ACCESS_KEY=any')}
${command(`export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`)}
${command(`export AWS_CA_BUNDLE=${ca} NODE_EXTRA_CA_CERTS=${ca}`)}

Create a bucket, which Cooper then fixes. Read its policy over HTTPS. Invoke the function by hand:

${command(`aws --endpoint-url ${httpUrl} s3api create-bucket ${bucket}`)}
${command(`aws --endpoint-url ${httpsUrl} s3api get-bucket-policy ${bucket} --output text`)}
${command(`AWS_ENDPOINT_URL=${httpsUrl} TOPIC_ARN=${stack.topics[0]} npx osls invoke local --param mode=remediate -f bucketChanged -p ${EXAMPLE}`)}

Check all buckets, and show what a fix would change:

${command(`export AWS_ENDPOINT_URL=${httpsUrl} TOPIC_ARN=${stack.topics[0]} JOURNAL_BUCKET=${stack.stackBuckets[0]?.name}`)}
${command('npx cooper check --html report.html')}
${command('npx cooper fix --dry-run')}

Ctrl-C ends it. What happens:
`
}
