import type { Ports } from '../../core/ports.ts'
import type { JsonObjects } from './json-objects.ts'
import type { ReportUnreadable } from './read-entries.ts'
import { reviewsIn } from './reviews/review-store.ts'
import { waitingIn } from './waiting-store.ts'

/** What is beside the changes in the journal bucket: on deployments under way, and for the function that reads access logs. */
export const notesIn = (
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): Pick<Ports, 'waiting' | 'reviews'> => ({
  waiting: waitingIn(objects, reportUnreadable),
  reviews: reviewsIn(objects, reportUnreadable),
})
