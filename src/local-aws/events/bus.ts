import type { LambdaFunction } from '../lambda/function.ts'
import type { LogEntry } from '../log.ts'
import type { BusEvent } from './bus-event.ts'
import { createDelayQueues } from './delay-queues.ts'
import { compilePattern } from './event-pattern.ts'

/** The default event bus of one region of one account. */
export interface Bus {
  /** Matches the event against the rules and invokes what they target. */
  readonly put: (event: BusEvent) => void
  /** Invokes a function as if a rule had matched, with any event. Default: the first function. */
  readonly deliver: (event: unknown, functionName?: string) => void
  /** Delivers the messages that wait in delay queues at once. */
  readonly releaseDelayed: () => void
  /** Resolves when all invocations and their consequences are done. */
  readonly settled: () => Promise<void>
}

export interface BusSettings {
  readonly account: string
  readonly region: string
  readonly functions: readonly LambdaFunction[]
  readonly log: (entry: LogEntry) => void
  /** How often an event is delivered: EventBridge promises at least once. */
  readonly copies: (event: BusEvent) => number
}

/** Throws where a rule's pattern is not valid. */
export function createBus({ account, region, functions, log, copies }: BusSettings): Bus {
  const rules = rulesOf(functions)
  const queues = createDelayQueues(functions, (target, event) => start(target, event))
  const underWay = new Set<Promise<void>>()
  const start = (target: LambdaFunction, event: unknown) => {
    const delivery = target.invoke(event).finally(() => underWay.delete(delivery))
    underWay.add(delivery)
  }
  // Rules are regional, and a trail records its own account only.
  const isHere = (event: BusEvent) => event.account === account && event.region === region
  return {
    releaseDelayed: queues.release,
    put(event) {
      const targets = rules
        .filter((rule) => isHere(event) && rule.matches(event))
        .map((r) => r.target)
      log({ type: 'event', event, functions: targets.map(({ definition }) => definition.name) })
      if (isHere(event)) queues.put(event, copies(event))
      for (const target of targets) repeat(copies(event), () => start(target, event))
    },
    deliver(event, functionName = functions[0]?.definition.name) {
      const target = functions.find(({ definition }) => definition.name === functionName)
      if (target === undefined) throw new Error(`Cannot deliver: no function "${functionName}"`)
      start(target, event)
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function rulesOf(functions: readonly LambdaFunction[]) {
  return functions.flatMap((target) =>
    target.definition.patterns.map((pattern) => ({ target, matches: compilePattern(pattern) })),
  )
}

function repeat(times: number, act: () => void): void {
  for (let i = 0; i < times; i++) act()
}
