import type { Circumstances } from '../assessment/circumstances.ts'
import { asksForGrace } from '../assessment/public-buckets.ts'
import { CONTROLS } from '../controls/all.ts'
import { forEachControl } from '../controls/ids.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'

/** The days for a bucket that asks for grace by `PUBLIC_BUCKETS`, where `GRACE_DAYS` is 0. */
const PUBLIC_GRACE_DAYS = 14

/** For how many days a fix of each control is announced on this bucket. */
export function graceDaysOn(
  posture: BucketPosture,
  { settings, context }: Pick<Circumstances, 'settings' | 'context'>,
): Settings['graceDays'] {
  const ofPublic = CONTROLS.filter((one) => asksForGrace(one, posture, { settings, context }))
  const least = (control: string) =>
    ofPublic.some(({ id }) => id === control) ? PUBLIC_GRACE_DAYS : 0
  return forEachControl((control) => settings.graceDays[control] || least(control))
}
