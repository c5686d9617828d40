import { randomUUID } from 'node:crypto'
import type { LambdaFunction } from '../lambda/function.ts'
import type { BusEvent } from './bus-event.ts'
import { compilePattern } from './event-pattern.ts'

/** SQS queues with a delay, which rules fill, and from which Lambda delivers to a function. */
export interface DelayQueues {
  readonly put: (event: BusEvent, copies: number) => void
  /** Delivers all messages at once. */
  readonly release: () => void
}

interface Delayed {
  readonly timer: NodeJS.Timeout
  readonly deliver: () => void
}

export function createDelayQueues(
  functions: readonly LambdaFunction[],
  start: (target: LambdaFunction, event: unknown) => void,
): DelayQueues {
  const queues = functions.flatMap((target) =>
    (target.definition.queues ?? []).flatMap(({ name, delaySeconds, patterns }) =>
      patterns.map((pattern) => ({ target, name, delaySeconds, matches: compilePattern(pattern) })),
    ),
  )
  const waiting = new Set<Delayed>()
  return {
    put(event, copies) {
      for (const { target, name, delaySeconds, matches } of queues) {
        if (!matches(event)) continue
        for (let copy = 0; copy < copies; copy++) {
          const deliver = () => {
            waiting.delete(delayed)
            start(target, messageWith(event, name))
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

const messageWith = (event: BusEvent, queue: string) => ({
  Records: [
    {
      messageId: randomUUID(),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${event.region}:${event.account}:${queue}`,
      body: JSON.stringify(event),
    },
  ],
})
