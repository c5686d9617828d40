import { placeOfEvent } from '../../src/aws/events/place-of-event.ts'
import { readEvent } from '../../src/aws/events/read-event.ts'
import { journalOver } from '../../src/aws/journal/journal.ts'
import type { JsonObjects } from '../../src/aws/journal/json-objects.ts'
import { outboxOver } from '../../src/aws/journal/outbox.ts'
import { settingsStoreIn } from '../../src/aws/journal/settings-store.ts'
import { sweepStoreIn } from '../../src/aws/journal/sweep-store.ts'
import { turnsStoreIn } from '../../src/aws/organization/turns-store.ts'
import type { Digest } from '../../src/core/digest/digest.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { TurnResult } from '../../src/core/organization/account-turns.ts'
import type { Ports } from '../../src/core/ports.ts'
import { settled } from '../../src/core/retry.ts'
import { type BusEntry, SOURCE } from '../../src/core/sweep/bus-entry.ts'
import { beginSweep } from '../../src/core/sweep/sweep.ts'
import { listInTurns } from '../../src/sweep/list-in-turns.ts'
import { sendDigests } from '../../src/sweep/send-digests.ts'
import { sendOutbox } from '../../src/sweep/send-outbox.ts'
import { storeSettings } from '../../src/sweep/store-settings.ts'
import { sweepBuckets } from '../../src/sweep/sweep-buckets.ts'
import { ACCOUNTS, bucketNamed, HOME } from './world.ts'

/** What one run of the function `sweep` reaches. */
export interface SweeperPorts extends Pick<Ports, 'notify' | 'now' | 'wait'> {
  /** The name of the role of its Cooper. */
  readonly name: string
  /** The id of the request, the same for each retry. */
  readonly requestId: string
  readonly objects: JsonObjects
  readonly notifyOfDigest: (digest: Digest) => Promise<readonly string[]>
  readonly listBuckets: (account: string) => Promise<TurnResult>
  readonly putEvent: (event: BucketEvent) => Promise<void>
}

const remaining = () => 900_000
const ignoreUnreadable = () => undefined

const placeOf = (cooper: string) => ({ cooper, account: HOME, region: 'us-east-1' })

/** Reads an event as the hub does. */
export const readInHub = (event: object, now: Date): BucketEvent | string => {
  const input = { source: SOURCE, ...event }
  const { account, region, partition } = bucketNamed('of the hub')
  const place = placeOfEvent(input, { account, region, partition })
  return readEvent(input, place, now, HOME)
}

const settingsOf = (name: string) => ({ place: placeOf(name), rate: 1e6, quietMinutes: 20 })

/** The hourly run. Throws if a part of it failed. */
export async function hourly(ports: SweeperPorts): Promise<void> {
  const { name, requestId, objects, notify, notifyOfDigest, now } = ports
  const journal = journalOver(objects, ignoreUnreadable)
  const outbox = outboxOver(objects, ignoreUnreadable)
  const time = now().toISOString()
  const stored = { version: 1, time, cooper: name, region: 'us-east-1', variables: {} } as const
  const store = sweepStoreIn(objects, requestId, ignoreUnreadable)
  const parts = [
    await settled(sendOutbox({ outbox, journal, notify, now, remaining })),
    await settled(storeSettings(stored, settingsStoreIn(objects))),
    await settled(
      sendDigests(settingsOf(name), {
        ...{ store, notify: notifyOfDigest, now },
        hasTrail: async () => ({ known: true, value: true }),
      }),
    ),
  ]
  for (const part of parts) if ('error' in part) throw part.error
}

/** The sweep of all buckets. */
export async function sweep(ports: SweeperPorts, begun: string): Promise<void> {
  const { name, requestId, objects, listBuckets, putEvent, now, wait } = ports
  const eventOf = ({ type, detail }: BusEntry) =>
    readInHub({ 'detail-type': type, account: HOME, detail }, now())
  await sweepBuckets(beginSweep(begun, requestId), settingsOf(name), {
    store: sweepStoreIn(objects, requestId, ignoreUnreadable),
    ...listInTurns({
      ...turnsStoreIn(begun, objects),
      accounts: async () => ACCOUNTS.map((id) => ({ id })),
      listIn: (account) => listBuckets(account),
    }),
    async put(entries) {
      for (const entry of entries) {
        const event = eventOf(entry)
        if (typeof event !== 'string') await putEvent(event)
      }
      return []
    },
    ...{ now, wait, remaining },
  })
}
