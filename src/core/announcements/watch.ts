import { partitionKeyOf } from '../bucket.ts'
import type { ControlId } from '../controls/ids.ts'
import type { RemediationRecord } from '../journal/record.ts'

/** That Cooper looks whether S3 refuses requests since a change: a small object beside the journal. */
export interface WatchNote {
  readonly version: 1
  /** The record of the change. */
  readonly record: RemediationRecord
  /** ISO 8601 in UTC. */
  readonly until: string
  /** When Cooper looked last. */
  readonly looked?: string
}

export const WATCHES = 'reviews/watched/'

export const keyOfWatch = ({
  bucket: name,
  account,
  id,
}: Pick<RemediationRecord, 'bucket' | 'account' | 'id'>): string =>
  `${WATCHES}${partitionKeyOf({ account, name })}/${encodeURIComponent(id)}.json`

const ABOUT_TLS: readonly ControlId[] = ['tls-only', 'minimum-tls']

/** Whether Cooper made the bucket policy require TLS. */
export const requiresTls = ({ steps }: RemediationRecord): boolean =>
  steps.some(
    ({ step, status }) =>
      status === 'done' &&
      step.attribute === 'policy' &&
      step.controls.some((control) => ABOUT_TLS.includes(control)),
  )

/** The note on a change. `undefined`: nothing is to be watched. */
export function watchOf(record: RemediationRecord, days: number): WatchNote | undefined {
  if (days === 0 || !requiresTls(record)) return undefined
  const until = new Date(Date.parse(record.time) + days * 24 * 60 * 60 * 1000).toISOString()
  return { version: 1, record, until }
}
