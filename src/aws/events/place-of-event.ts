import * as v from 'valibot'
import type { BucketPlace } from '../../core/bucket.ts'
import { isCheckRequest } from './check-request.ts'
import { parseEventWith } from './parse-event.ts'
import { AccountId } from './values.ts'

const Envelope = v.object({ account: AccountId })

const Requested = v.object({ detail: v.object({ account: v.optional(AccountId) }) })

/**
 * Where the buckets of an event are, for a hub: in the account of EventBridge's envelope, which nobody can choose. Only the
 * sweep of the hub itself may name another account. `home`: the place of the function. Throws an error that names the malformed
 * field.
 */
export function placeOfEvent(event: unknown, home: BucketPlace): BucketPlace {
  const { account } = parseEventWith(Envelope, event)
  if (!isCheckRequest(event)) return { ...home, account }
  // A request of another account stays one of home, where it is refused.
  if (account !== home.account) return home
  return { ...home, account: parseEventWith(Requested, event).detail.account ?? home.account }
}
