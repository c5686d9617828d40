import type { Observed } from '../bucket-calls.ts'
import type { Control } from '../controls/control.ts'
import { exempt, type Finding, isCompliant, isNonCompliant, type Judgement } from '../finding.ts'
import type { BucketPosture } from '../posture.ts'
import { type Circumstances, exemptsWebsites, requiresLessOfLogTargets } from './circumstances.ts'
import { doubtful } from './doubtful.ts'
import { isLogTarget } from './log-target.ts'
import { exemptPublic } from './public-buckets.ts'
import { letsAnybodyRead } from './public-reads.ts'

/** Exempts a non-compliant finding whose fix would break the use of the bucket, and names whom the fix may shut out. */
export function considerUse(
  finding: Finding,
  reduced: Judgement,
  control: Control,
  posture: BucketPosture,
  { settings, context }: Pick<Circumstances, 'settings' | 'context'>,
): Finding {
  const harm = control.breaksPublicReads?.(settings)
  if (harm && letsAnybodyRead(posture, context))
    return exempt(finding, { by: 'public-reads', reason: harm })
  const considered = exemptsWebsites(control, settings)
    ? exemptWebsite(finding, control.breaksWebsites?.(settings), context)
    : finding
  const open = isNonCompliant(considered)
    ? exemptPublic(considered, control, posture, { settings, context })
    : considered
  if (!isNonCompliant(open)) return open
  const target = requiresLessOfLogTargets(control, settings)
    ? exemptLogTarget(open, reduced, isLogTarget(posture, context))
    : open
  if (!isNonCompliant(target)) return target
  const reason = control.shutsOut?.(posture, settings)
  return reason
    ? exempt(target, { by: 'shut-out', reason })
    : withAffected(target, control, posture, settings)
}

function exemptWebsite(
  finding: Finding,
  harm: string | undefined,
  { website }: Circumstances['context'],
): Finding {
  if (website === undefined) return finding
  if (!website.known) return doubtful(finding, 'is a static website', website.reason)
  if (!website.value) return finding
  return exempt(finding, { by: 'website', reason: harm ?? '' })
}

function exemptLogTarget(finding: Finding, reduced: Judgement, target: Observed<boolean>): Finding {
  if (!target.known) return doubtful(finding, 'receives logs', target.reason)
  if (!target.value) return finding
  const reason = 'Log delivery to this bucket would stop'
  return isCompliant(reduced)
    ? exempt(finding, { by: 'log-target', reason })
    : { ...finding, ...reduced }
}

function withAffected(
  finding: Finding,
  control: Control,
  posture: BucketPosture,
  settings: Circumstances['settings'],
): Finding {
  const affected = new Map(control.affects?.(posture, settings).map((one) => [one.who, one]))
  if (affected.size === 0) return finding
  const { keyPolicy } = settings
  const isAboutKey = [...affected.values()].some((one) => one.keyStatement)
  return keyPolicy?.known === false && isAboutKey
    ? doubtful(finding, `is read and written by users whom the key lets in`, keyPolicy.reason)
    : { ...finding, affected: [...affected.values()].slice(0, MOST_AFFECTED) }
}

const MOST_AFFECTED = 20
