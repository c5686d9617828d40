import type { ExecutionEnvironment } from './execution-environment.ts'

/** The warm environments of a function, up to its concurrency, started when needed. */
export interface Pool {
  readonly use: <T>(work: (environment: ExecutionEnvironment) => Promise<T>) => Promise<T>
  readonly crash: (accessKeyId: string) => Promise<void>
  readonly close: () => Promise<void>
}

export function createPool(size: number, start: () => ExecutionEnvironment): Pool {
  const environments = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const places = createPlaces(size)
  let isClosed = false

  // An idle environment may have exited.
  const take = (): ExecutionEnvironment => {
    const environment = idle.pop() ?? start()
    environments.add(environment)
    if (environment.isAlive()) return environment
    environments.delete(environment)
    return take()
  }
  const giveBack = (environment: ExecutionEnvironment) => {
    if (environment.isAlive()) idle.push(environment)
    else environments.delete(environment)
  }
  return {
    async use(work) {
      await places.enter()
      try {
        // A waiting invocation must not start an environment after `close`: nobody would stop it.
        if (isClosed) throw new Error('Cannot run a function that is closed')
        const environment = take()
        return await work(environment).finally(() => giveBack(environment))
      } finally {
        places.leave()
      }
    },
    async crash(accessKeyId) {
      for (const each of environments) if (each.accessKeyId === accessKeyId) await each.stop()
    },
    async close() {
      isClosed = true
      await Promise.all([...environments].map(({ stop }) => stop()))
    },
  }
}

/** A semaphore: at most `places` calls run at once, and the others queue. */
function createPlaces(size: number) {
  const waiting: (() => void)[] = []
  let free = size
  return {
    async enter() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    // The place goes directly to the next waiting call, so that no other call can take it first.
    leave() {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
