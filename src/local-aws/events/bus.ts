import type { Cloud } from '../cloud.ts'
import { patternsByBus } from '../lambda/definition.ts'
import type { LambdaFunction } from '../lambda/function.ts'
import type { BusEvent } from './bus-event.ts'
import { createDelayQueues } from './delay-queues.ts'
import { compilePattern } from './event-pattern.ts'
import { createForwarding } from './forward.ts'
import { accountOfArn, busArn, type ForwardingRule } from './local-bus.ts'

/** The event buses, with their rules. */
export interface Bus {
  /** Matches the event against the rules of a bus and invokes what they target. Default: the default bus of its account. */
  readonly put: (event: BusEvent, bus?: string) => void
  /** Invokes a function as if a rule had matched, with any event. Default: the first function. */
  readonly deliver: (event: unknown, functionName?: string) => void
  /** Delivers the messages that wait in delay queues at once. */
  readonly releaseDelayed: () => void
  /** Resolves when all invocations and their consequences are done. */
  readonly settled: () => Promise<void>
}

export interface BusSettings {
  readonly functions: readonly LambdaFunction[]
  readonly rules: readonly ForwardingRule[]
  /** How often an event is delivered: EventBridge promises at least once. */
  readonly copies: (event: BusEvent) => number
}

/** Throws where a rule's pattern is not valid. */
export function createBus(cloud: Cloud, { functions, rules, copies }: BusSettings): Bus {
  const functionRules = rulesOf(cloud, functions)
  const targetsOf = createForwarding(cloud, rules)
  const queues = createDelayQueues(cloud, functions, (target, event) => start(target, event))
  const underWay = new Set<Promise<void>>()
  const start = (target: LambdaFunction, event: unknown) => {
    const delivery = target.invoke(event).finally(() => underWay.delete(delivery))
    underWay.add(delivery)
  }
  const put = (event: BusEvent, bus: string, isForwarded: boolean) => {
    const targets = functionRules
      .filter((rule) => rule.bus === bus && rule.matches(event))
      .map((r) => r.target)
    const buses = targetsOf(event, bus, isForwarded)
    const names = targets.map(({ definition }) => definition.name)
    cloud.log({ type: 'event', event, bus, functions: names, buses })
    queues.put(event, bus, copies(event))
    for (const target of targets) repeat(copies(event), () => start(target, event))
    // The event keeps its envelope, with the account that it comes from.
    for (const to of buses) put(event, to, isForwarded || accountOfArn(to) !== accountOfArn(bus))
  }
  return {
    releaseDelayed: queues.release,
    // A trail records its own account, and rules are regional.
    put: (event, bus = busArn({ ...event, partition: cloud.partition })) =>
      put(event, bus, event.account !== accountOfArn(bus)),
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

function rulesOf(cloud: Cloud, functions: readonly LambdaFunction[]) {
  return functions.flatMap((target) =>
    patternsByBus(target.definition).map(({ bus, pattern }) => ({
      target,
      bus: busArn(cloud, bus),
      matches: compilePattern(pattern),
    })),
  )
}

function repeat(times: number, act: () => void): void {
  for (let i = 0; i < times; i++) act()
}
