import { type Settling, settlingReason } from '../core/assessment/settling.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant, isWaiting } from '../core/finding.ts'
import type { Outcome, RemediationRecord } from '../core/journal/record.ts'
import type { Ports } from '../core/ports.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'

/** The record of a run, or why there is none. */
export type Result =
  | {
      readonly outcome: 'compliant' | 'gone' | 'in-progress' | 'outdated' | Outcome
      readonly reason: string
    }
  | { readonly outcome: 'settling'; readonly reason: string; readonly settling: Settling }
  | {
      readonly outcome: 'exempt'
      readonly reason: string
      readonly exempted: readonly Finding[]
    }
  | RemediationRecord

/** A sweep that was begun and a person who asks for a fix get an answer in any case. */
export const mayStaySilent = async ({ sweep }: BucketEvent, { isRepeated, isSweepBegun }: Ports) =>
  !isRepeated && !(sweep && (await isSweepBegun?.(sweep.id)))

export const nothingNewSince = ({ outcome, time }: RemediationRecord) => ({
  outcome,
  reason: `People were notified of it at ${time}, and the bucket has not changed since`,
})

/**
 * Whether no finding needs action now: each is compliant, exempt by request, settling, or was left alone and already reported.
 * Nor does a person's approval of what is no longer proposed.
 */
export const needsNoAction = ({
  findings,
  knownFlapping,
  announced,
  isOutdated,
}: AssessmentWithHistory): boolean => {
  const ended = announced.filter(({ hasEnded, isNew }) => hasEnded && !isNew)
  const leftAlone = [...knownFlapping, ...ended]
  const isDone = (finding: Finding) =>
    isCompliant(finding) ||
    isByRequest(finding) ||
    isWaiting(finding) ||
    leftAlone.some(({ control }) => control === finding.control)
  return isOutdated === true || findings.every(isDone)
}

export const COMPLIANT = { outcome: 'compliant', reason: 'The bucket is compliant' } as const

export const IN_PROGRESS = {
  outcome: 'in-progress',
  reason: 'Another run for this event has not completed its entry in the journal',
} as const

export const GONE = { outcome: 'gone', reason: 'The bucket no longer exists' } as const

const OUTDATED = {
  outcome: 'outdated',
  reason: 'The bucket, the settings or the answers to the proposal changed: Cooper changed nothing',
} as const

/** The result of a run without anything to do. */
export function quietResult({
  findings,
  circumstances: { settling },
  flapping,
  announced,
  isOutdated,
}: AssessmentWithHistory): Result {
  if (findings.every(isCompliant)) return COMPLIANT
  if (isOutdated) return OUTDATED
  if (settling && findings.some(isWaiting))
    return { outcome: 'settling', reason: settlingReason(settling), settling } as const
  const [first] = flapping
  if (first) {
    const reason = `Cooper leaves ${first.control} alone until ${first.until}: people were already notified`
    return { outcome: 'flapping', reason } as const
  }
  const [ended] = announced
  if (ended) {
    const reason = ended.because
      ? 'Cooper only reports, since its access logs do not allow the fix: people were already notified'
      : `Nobody answered the proposal ${ended.id} until ${ended.day}. Cooper makes it again when the bucket changes`
    return { outcome: 'lapsed', reason } as const
  }
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
