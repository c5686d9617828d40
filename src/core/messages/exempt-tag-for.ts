import type { ControlId } from '../controls/ids.ts'

/** The value of a tag that exempts a bucket from controls for a month. */
export const exemptTagFor = (controls: readonly ControlId[], time: string): string =>
  `${controls.join(' ')} until=${monthAfter(time)}`

const MONTH = 30 * 24 * 60 * 60 * 1000

const monthAfter = (time: string) => new Date(Date.parse(time) + MONTH).toISOString().slice(0, 10)
