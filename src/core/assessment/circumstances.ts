import { CONTROLS } from '../controls/all.ts'
import type { Control } from '../controls/control.ts'
import { type Finding, isCompliant, isExempt, isNonCompliant } from '../finding.ts'
import type { BucketContext, BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { Hold } from './hold.ts'
import { allowsLogDelivery } from './log-target.ts'
import { considersPublic } from './public-buckets.ts'
import { letsAnybodyRead } from './public-reads.ts'
import type { Settling } from './settling.ts'

/** All that a verdict depends on besides the bucket's policy and encryption. */
export interface Circumstances {
  readonly settings: Settings
  readonly context: BucketContext
  /** The date in UTC, such as `2026-11-23`. */
  readonly today: string
  /**
   * Whether another Cooper of the account made the last change. If its settings differ and each removed what the other
   * adds, they would go on without end. So after another Cooper this one only adds.
   */
  readonly isAfterAnotherCooper?: boolean
  /** The controls that are on hold because a person undid a change. */
  readonly holds?: readonly Hold[]
  /** The key of an undo in the journal that could not be read. Every control may be on hold. */
  readonly unreadableHold?: string
  /** Present while no policy may be created, because the deployment of the bucket may not be finished. */
  readonly settling?: Settling
}

export type ContextPart = keyof BucketContext

/** The further facts that must be read about a non-compliant bucket before Cooper plans a change. */
export function missingContext(
  findings: readonly Finding[],
  posture: BucketPosture,
  settings: Settings,
): readonly ContextPart[] {
  const { policy } = posture
  const open = findings.filter((finding) => !isCompliant(finding) && !isExempt(finding))
  const failing = controlsOf(open.filter(isNonCompliant))
  const isKnownTarget = policy.known && allowsLogDelivery(policy.value)
  const parts: Readonly<Record<ContextPart, boolean>> = {
    tags: open.length > 0,
    website: failing.some(
      (control) => exemptsWebsites(control, settings) || considersPublic(control, settings),
    ),
    acl:
      (!isKnownTarget && failing.some((control) => requiresLessOfLogTargets(control, settings))) ||
      (!letsAnybodyRead(posture) && failing.some((control) => considersPublic(control, settings))),
  }
  return (['tags', 'website', 'acl'] as const).filter((part) => parts[part])
}

const controlsOf = (findings: readonly Finding[]) =>
  CONTROLS.filter(({ id }) => findings.some(({ control }) => control === id))

export const exemptsWebsites = ({ breaksWebsites }: Control, settings: Settings): boolean =>
  breaksWebsites?.(settings) !== undefined && settings.websiteBuckets === 'exempt'

export const requiresLessOfLogTargets = ({ forLogTarget }: Control, settings: Settings): boolean =>
  forLogTarget !== undefined && forLogTarget(settings) !== settings
