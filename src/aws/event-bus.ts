import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { type BusEntry, SOURCE } from '../core/sweep/bus-entry.ts'
import type { NotTaken } from '../core/sweep/ports.ts'
import { TIMEOUTS } from './timeouts.ts'

export const createEventBridgeClient = (): EventBridgeClient =>
  new EventBridgeClient({ maxAttempts: 5, requestHandler: TIMEOUTS })

/**
 * Puts entries on the default event bus of the region. Returns those that it did not accept.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putEvents(
  client: EventBridgeClient,
  entries: readonly BusEntry[],
): Promise<readonly NotTaken[]> {
  const { Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: entries.map(({ type, detail }) => ({
        Source: SOURCE,
        DetailType: type,
        Detail: JSON.stringify(detail),
      })),
    }),
  )
  // The results are in the order of the entries. Only accepted entries have an id.
  return entries.flatMap((entry, index) => {
    const { EventId, ErrorCode = 'Unanswered' } = Entries[index] ?? {}
    return EventId === undefined ? [{ entry, code: ErrorCode }] : []
  })
}
