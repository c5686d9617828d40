import * as v from 'valibot'
import { parseEventWith } from './parse-event.ts'

const Queued = v.object({ Records: v.array(v.object({ eventSource: v.literal('aws:sqs') })) })

const Batch = v.object({
  Records: v.strictTuple([
    v.object({
      body: v.pipe(
        v.string(),
        v.parseJson(undefined, 'must be JSON'),
        v.record(v.string(), v.unknown()),
      ),
    }),
  ]),
})

/** The event of a rule that a queue delayed. Other input is returned as it is. Throws where the message is malformed. */
export function unqueued(input: unknown): unknown {
  if (!v.is(Queued, input)) return input
  const [{ body }] = parseEventWith(Batch, input).Records
  return body
}
