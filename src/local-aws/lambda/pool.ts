import type { ExecutionEnvironment } from './execution-environment.ts'

/** The warm environments of a function: as many as may run at once, started when needed. */
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

  // One may have died while it was idle.
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
        // Whoever waited in line must not start one that nobody will stop.
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

/** As many may be inside as there are places; the others wait in line. */
function createPlaces(size: number) {
  const waiting: (() => void)[] = []
  let free = size
  return {
    async enter() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    // The place goes straight to who waits, so that nobody slips in between.
    leave() {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
