import type { BucketEvent } from '../event.ts'
import type { Settings } from '../settings.ts'
import { type Announcement, dayAfter } from './announcement.ts'
import type { Review } from './review.ts'

interface Reviewed {
  readonly event: Pick<BucketEvent, 'id'>
  readonly settings: Pick<Settings, 'graceExtensions' | 'graceAtEnd' | 'withoutLogs'>
  readonly today: string
  /** `undefined`: the access logs were not judged yet. */
  readonly review: Review | undefined
}

/** By how many days a fix is postponed that would hit somebody. */
const POSTPONED_FOR = 7

/** What the access logs make of a fix that is due. `undefined`: it is made. */
export function afterReview(
  known: Announcement,
  { event, settings, today, review }: Reviewed,
): Announcement | undefined {
  const { graceExtensions, graceAtEnd, withoutLogs } = settings
  const isReported = (why: 'in-use' | 'unknown') =>
    (why === 'in-use' ? graceAtEnd : withoutLogs) === 'report'
  if (known.because && isReported(known.because)) return known
  if (!review) return { ...known, isDue: true }
  const { verdict } = review
  if (verdict === 'quiet') return undefined
  const { control, by, extensions = 0 } = known
  const news = { control, by, id: event.id, isNew: true } as const
  if (verdict === 'in-use' && extensions < graceExtensions)
    return { ...news, day: dayAfter(today, POSTPONED_FOR), extensions: extensions + 1 }
  return isReported(verdict)
    ? { ...news, day: known.day, extensions, hasEnded: true, because: verdict }
    : undefined
}
