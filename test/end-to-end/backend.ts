import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'

/** An AWS endpoint to run the suite against. */
export interface Backend {
  readonly name: string
  readonly s3: S3Client
  /** The same endpoint over plain HTTP. */
  readonly plainS3: S3Client
  /** The environment that a handler needs to reach the endpoint, `TOPIC_ARN` included. */
  readonly environment: Readonly<Record<string, string>>
  /** The `default` texts of the messages published since the last call. */
  messages(): Promise<readonly string[]>
  /** The operations called since the last call, such as `GetBucketPolicy`. */
  operations(): Promise<readonly string[]>
  /** The tests that this endpoint cannot run: name and reason. */
  readonly cannot: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Cooper's calls for a compliant bucket. */
export const TWO_READS = ['GetBucketEncryption', 'GetBucketPolicy']

export const isWrite = (operation: string) => /^(Put|Delete)/.test(operation)

const INVOKE = `
  const { handler } = require(${JSON.stringify(resolve('dist/bucket-changed.cjs'))})
  const context = { awsRequestId: '1', functionName: 'cooper', getRemainingTimeInMillis: () => 60_000 }
  const event = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
  handler(event, context).then(
    (result) => console.log('\\n' + JSON.stringify({ result })),
    (error) => console.log('\\n' + JSON.stringify({ error: error.message })),
  )
`

export interface Invocation {
  readonly result?: { readonly outcome: string; readonly reason?: string }
  readonly error?: string
  readonly log: readonly string[]
}

/** Runs the built bundle on an event, in a new process that has only the given environment. */
export const invoke = (event: unknown, environment: Readonly<Record<string, string>>) =>
  invokeText(JSON.stringify(event), environment)

/** The same, with the event as JSON text, which may contain what no JavaScript value can. */
export function invokeText(
  event: string,
  environment: Readonly<Record<string, string>>,
): Promise<Invocation> {
  const child = spawn(process.execPath, ['-e', INVOKE], { env: { ...environment } })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  }
  child.stdin.end(event)
  return new Promise((done, fail) => {
    child.on('error', fail).on('close', () => {
      const lines = output.join('').trim().split('\n')
      try {
        done({ ...JSON.parse(lines.at(-1) ?? ''), log: lines.slice(0, -1) })
      } catch {
        fail(new Error(`Cannot invoke the handler: ${lines.join('\n').slice(0, 2000)}`))
      }
    })
  })
}
