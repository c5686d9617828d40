import { randomUUID } from 'node:crypto'
import { patternsByBus } from '../lambda/definition.ts'
import type { LambdaFunction } from '../lambda/function.ts'
import type { BusEvent } from './bus-event.ts'
import { compilePattern } from './event-pattern.ts'
import { type BusPlace, busArn } from './local-bus.ts'

/** SQS queues with a delay, which rules fill, and from which Lambda delivers to a function. */
export interface DelayQueues {
  /** Fills the queues that rules of this bus target. */
  readonly put: (event: BusEvent, bus: string, copies: number) => void
  /** Delivers all messages at once. */
  readonly release: () => void
}

interface Delayed {
  readonly timer: NodeJS.Timeout
  readonly deliver: () => void
}

export function createDelayQueues(
  place: BusPlace,
  functions: readonly LambdaFunction[],
  start: (target: LambdaFunction, event: unknown) => void,
): DelayQueues {
  const queues = functions.flatMap((target) =>
    (target.definition.queues ?? []).flatMap((queue) =>
      patternsByBus(queue).map(({ bus, pattern }) => ({
        ...{ target, name: queue.name, delaySeconds: queue.delaySeconds },
        ...{ from: busArn(place, bus), matches: compilePattern(pattern) },
      })),
    ),
  )
  const waiting = new Set<Delayed>()
  return {
    put(event, bus, copies) {
      for (const { target, name, delaySeconds, from, matches } of queues) {
        if (from !== bus || !matches(event)) continue
        for (let copy = 0; copy < copies; copy++) {
          const deliver = () => {
            waiting.delete(delayed)
            start(target, messageWith(event, place, name))
          }
          const timer = setTimeout(deliver, delaySeconds * 1000)
          // A message that waits does not keep the process alive.
          const delayed = { timer: timer.unref(), deliver }
          waiting.add(delayed)
        }
      }
    },
    release() {
      for (const { timer, deliver } of [...waiting]) {
        clearTimeout(timer)
        deliver()
      }
    },
  }
}

const messageWith = (event: BusEvent, { partition, region, account }: BusPlace, queue: string) => ({
  Records: [
    {
      messageId: randomUUID(),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:${partition}:sqs:${region}:${account}:${queue}`,
      body: JSON.stringify(event),
    },
  ],
})
