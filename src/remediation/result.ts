import type { BucketEvent } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant } from '../core/finding.ts'
import type { Outcome, RemediationRecord } from '../core/journal/record.ts'
import type { Ports } from '../core/ports.ts'
import type { AssessmentWithHistory } from './assess-with-history.ts'

/** The record of a run, or why there is none. */
export type Result =
  | {
      readonly outcome: 'compliant' | 'gone' | 'in-progress' | Outcome
      readonly reason: string
    }
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

/** Whether no finding needs action: each is compliant, exempt by request, or flapping and already reported. */
export const needsNoAction = ({ findings, knownFlapping }: AssessmentWithHistory): boolean =>
  findings.every(
    (finding) =>
      isCompliant(finding) ||
      isByRequest(finding) ||
      knownFlapping.some(({ control }) => control === finding.control),
  )

export const COMPLIANT = { outcome: 'compliant', reason: 'The bucket is compliant' } as const

export const IN_PROGRESS = {
  outcome: 'in-progress',
  reason: 'Another run for this event has not completed its entry in the journal',
} as const

export const GONE = { outcome: 'gone', reason: 'The bucket no longer exists' } as const

/** The result of a run without anything to do. */
export function quietResult({ findings, flapping }: AssessmentWithHistory): Result {
  if (findings.every(isCompliant)) return COMPLIANT
  const [first] = flapping
  if (first) {
    const reason = `Cooper leaves ${first.control} alone until ${first.until}: people were already notified`
    return { outcome: 'flapping', reason } as const
  }
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
