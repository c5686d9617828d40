import { header } from '../../../http/exchange.ts'
import { childOf, xmlText } from '../../../http/xml.ts'
import type { StoredBucket } from '../../bucket.ts'
import { accessDenied, invalidArgument, invalidRequest } from '../../errors.ts'
import type { BucketCall } from '../../operation.ts'
import { authorizeAlso } from '../../request/authorize.ts'

const OBJECT_LOCK = 'x-amz-object-lock'
export const MODE = `${OBJECT_LOCK}-mode`
export const UNTIL = `${OBJECT_LOCK}-retain-until-date`
export const LEGAL_HOLD = `${OBJECT_LOCK}-legal-hold`
export const BYPASS = 'x-amz-bypass-governance-retention'

export const LOCK_HEADERS = [MODE, UNTIL, LEGAL_HOLD]

type Headers = Readonly<Record<string, string>>

/** The lock of an upload: from its headers, or from the default retention of the bucket. */
export function lockOf(call: BucketCall): Record<string, string> {
  const { exchange, bucket, cloud } = call
  const [mode, until, hold] = LOCK_HEADERS.map((name) => header(exchange, name))
  if (mode === undefined && until === undefined && hold === undefined) {
    return defaultRetention(bucket, cloud.clock())
  }
  checkHasLock(bucket)
  if ((mode === undefined) !== (until === undefined)) {
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
      mode === undefined ? MODE : UNTIL,
      '',
    )
  }
  return { ...retention(mode, until, cloud.clock()), ...legalHold(hold) }
}

/** Throws where the bucket has no object lock. */
export function checkHasLock({ objectLock }: StoredBucket): void {
  if (objectLock === undefined) throw invalidRequest('Bucket is missing Object Lock Configuration')
}

/** The headers of a retention. Throws where the mode or the date is not valid. */
export function retention(
  mode: string | undefined,
  until: string | undefined,
  now: Date,
): Record<string, string> {
  if (mode === undefined || until === undefined) return {}
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw invalidArgument('Unknown wormMode directive.', MODE, mode)
  }
  const time = Date.parse(until)
  if (Number.isNaN(time)) throw invalidArgument('The retain until date is not valid', UNTIL, until)
  if (time <= now.getTime()) {
    throw invalidArgument('The retain until date must be in the future!', UNTIL, until)
  }
  return { [MODE]: mode, [UNTIL]: new Date(time).toISOString() }
}

export function legalHold(status: string | undefined): Record<string, string> {
  if (status === undefined) return {}
  if (status === 'ON' || status === 'OFF') return { [LEGAL_HOLD]: status }
  throw invalidArgument('Legal Hold must be either of ‘ON’ or ‘OFF’', LEGAL_HOLD, status)
}

function defaultRetention({ objectLock }: StoredBucket, now: Date): Record<string, string> {
  const rule = childOf(childOf(objectLock, 'Rule'), 'DefaultRetention')
  const mode = xmlText(rule, 'Mode')
  if (mode === undefined) return {}
  const until = new Date(now)
  until.setUTCDate(until.getUTCDate() + Number(xmlText(rule, 'Days') ?? 0))
  until.setUTCFullYear(until.getUTCFullYear() + Number(xmlText(rule, 'Years') ?? 0))
  return { [MODE]: mode, [UNTIL]: until.toISOString() }
}

export const isRetained = (headers: Headers, now: Date): boolean =>
  headers[UNTIL] !== undefined && Date.parse(headers[UNTIL]) > now.getTime()

export const isHeld = (headers: Headers): boolean => headers[LEGAL_HOLD] === 'ON'

/** Throws where a lock keeps the version, and the caller may not pass over it. */
export function checkUnlocked(call: BucketCall, headers: Headers, key: string): void {
  const message = 'Access Denied because object protected by object lock.'
  if (isHeld(headers)) throw accessDenied(message)
  if (!isRetained(headers, call.cloud.clock())) return
  const isBypassed = header(call.exchange, BYPASS)?.toLowerCase() === 'true'
  if (headers[MODE] === 'COMPLIANCE' || !isBypassed) throw accessDenied(message)
  authorizeAlso(call, 's3:BypassGovernanceRetention', key)
}
