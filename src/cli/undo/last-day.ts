import type { Bucket } from '../../core/bucket.ts'
import type { PersonalPorts } from '../options/ports.ts'

const DAYS_BY_DEFAULT = 30

/** The last day of a hold: the chosen one, or in 30 days. Throws where the journal deletes the undo before that day. */
export async function lastDayOfHold(
  bucket: Bucket,
  chosen: string | undefined,
  { now, daysKept }: PersonalPorts,
): Promise<string> {
  const today = now()
  const wanted = chosen ?? dayAfter(today, DAYS_BY_DEFAULT)
  const kept = await daysKept(bucket)
  if (!kept.known) {
    process.stderr.write(
      `It is not known for how long the journal keeps the undo, and the hold ends with it: ${kept.reason}\n`,
    )
    return wanted
  }
  if (kept.value === undefined) return wanted
  const last = dayAfter(today, kept.value)
  if (wanted <= last) return wanted
  if (chosen === undefined) return last
  throw new Error(
    `Cannot place a hold until ${chosen}: the journal keeps an undo for ${kept.value} days, so the last possible day is ${last}`,
  )
}

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/** S3 deletes an object at the first midnight in UTC after its days have passed. */
const dayAfter = (now: Date, days: number) =>
  new Date(now.getTime() + days * DAY_IN_MILLISECONDS).toISOString().slice(0, 10)
