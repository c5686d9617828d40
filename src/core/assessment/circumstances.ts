import { CONTROLS } from '../controls/all.ts'
import type { Control } from '../controls/control.ts'
import { type Finding, isCompliant, isExempt, isNonCompliant } from '../finding.ts'
import type { BucketContext, BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { Hold } from './hold.ts'
import { allowsLogDelivery } from './log-target.ts'

/** All that a judgement depends on besides the bucket's policy and encryption. */
export interface Circumstances {
  readonly settings: Settings
  readonly context: BucketContext
  /** `2026-11-23`, in UTC. */
  readonly today: string
  /**
   * Whether another Cooper wrote last. Its settings may differ, and two who take back what the other one put would go
   * on for ever: after it, this one only adds.
   */
  readonly isAfterAnotherCooper?: boolean
  /** What a person undid. */
  readonly holds?: readonly Hold[]
}

export type ContextPart = keyof BucketContext

/** What has to be read of a bucket that falls short, before anything is done about it. */
export function missingContext(
  findings: readonly Finding[],
  { policy }: BucketPosture,
  settings: Settings,
): readonly ContextPart[] {
  const open = findings.filter((finding) => !isCompliant(finding) && !isExempt(finding))
  const failing = controlsOf(open.filter(isNonCompliant))
  const isKnownTarget = policy.known && allowsLogDelivery(policy.value)
  const parts: Readonly<Record<ContextPart, boolean>> = {
    exemptTag: settings.exemptByTag && open.length > 0,
    website: failing.some((control) => exemptsWebsites(control, settings)),
    logAcl:
      !isKnownTarget && failing.some((control) => requiresLessOfLogTargets(control, settings)),
  }
  return (['exemptTag', 'website', 'logAcl'] as const).filter((part) => parts[part])
}

const controlsOf = (findings: readonly Finding[]) =>
  CONTROLS.filter(({ id }) => findings.some(({ control }) => control === id))

export const exemptsWebsites = ({ breaksWebsites }: Control, settings: Settings): boolean =>
  breaksWebsites?.(settings) !== undefined && settings.websiteBuckets === 'exempt'

export const requiresLessOfLogTargets = ({ forLogTarget }: Control, settings: Settings): boolean =>
  forLogTarget !== undefined && forLogTarget(settings) !== settings
