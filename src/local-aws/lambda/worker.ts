import { createRequire, enableCompileCache } from 'node:module'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { parentPort, workerData } from 'node:worker_threads'
import type { Invocation, WorkerData, WorkerReply } from './worker-protocol.ts'

/** Runs in a thread of its own: one execution environment of a function, kept warm between invocations. */
const { file, handler: name, ca } = workerData as WorkerData

// The bot must speak HTTPS here too, since the policies it writes deny plain HTTP.
setDefaultCACertificates([...getCACertificates('default'), ca])

// Many environments load the same file, one after another.
enableCompileCache()

const loadedHandler = load()

parentPort?.on('message', async (invocation: Invocation) => {
  const reply = await invoke(invocation)
  // The handler's output must arrive before its result.
  await Promise.all([process.stdout, process.stderr].map(flush))
  parentPort?.postMessage(reply)
})

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

function load(): (event: unknown, context: unknown) => unknown {
  const exports: Record<string, unknown> = createRequire(file)(file)
  const found = exports[name]
  if (typeof found === 'function') return found as ReturnType<typeof load>
  throw new Error(`${file} has no function "${name}"`)
}

async function invoke({ event, context, deadline }: Invocation): Promise<WorkerReply> {
  const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now())
  try {
    const result = await loadedHandler(event, { ...context, getRemainingTimeInMillis })
    // As Lambda does: the result travels as JSON.
    return { ok: true, result: JSON.parse(JSON.stringify(result ?? null)) }
  } catch (error) {
    return { ok: false, error: describeThrown(error) }
  }
}

function describeThrown(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) }
  const trace = (error.stack ?? '').split('\n')
  return { errorType: error.name, errorMessage: error.message, trace }
}
