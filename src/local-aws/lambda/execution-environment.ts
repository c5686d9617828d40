import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { FunctionDefinition } from './definition.ts'
import type { Invocation, WorkerReply } from './worker-protocol.ts'

/** One warm process of a function, which runs one invocation at a time. */
export interface ExecutionEnvironment {
  readonly accessKeyId: string
  readonly invoke: (invocation: Invocation) => Promise<WorkerReply>
  /** An environment that has exited is not used again. */
  readonly isAlive: () => boolean
  readonly stop: () => Promise<void>
}

export interface EnvironmentFacts {
  readonly accessKeyId: string
  readonly ca: string
  readonly variables: Readonly<Record<string, string>>
  readonly output: (line: string) => void
}

export function startEnvironment(
  definition: FunctionDefinition,
  facts: EnvironmentFacts,
): ExecutionEnvironment {
  const worker = startWorker(definition, facts)
  let isAlive = true
  let settle: (reply: WorkerReply) => void = () => {}
  const fail = (errorType: string, errorMessage: string) => {
    isAlive = false
    settle({ ok: false, error: { errorType, errorMessage } })
  }
  worker.on('message', (reply: WorkerReply) => settle(reply))
  worker.on('error', (error: Error) => fail(error.name, error.message))
  worker.on('exit', (code) => fail('Runtime.ExitError', `Runtime exited with status ${code}`))
  const stop = async () => void (await worker.terminate())
  const invoke = (invocation: Invocation) => {
    const promise = new Promise<WorkerReply>((resolve) => {
      settle = resolve
    })
    const timer = setTimeout(() => {
      fail('Sandbox.Timedout', timedOut(definition))
      void stop()
    }, definition.timeoutMs)
    worker.postMessage(invocation)
    return promise.finally(() => clearTimeout(timer))
  }
  return { accessKeyId: facts.accessKeyId, invoke, stop, isAlive: () => isAlive }
}

function startWorker(
  { file, handler }: FunctionDefinition,
  { ca, variables, output }: EnvironmentFacts,
): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { file, handler, ca },
    env: { ...variables },
    execArgv: [],
    stdout: true,
    stderr: true,
  })
  for (const stream of [worker.stdout, worker.stderr]) eachLine(stream, output)
  return worker
}

function timedOut({ timeoutMs }: FunctionDefinition): string {
  return `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine)
}
