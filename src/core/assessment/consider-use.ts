import type { Observed } from '../bucket-calls.ts'
import type { Control } from '../controls/control.ts'
import {
  exempt,
  type Finding,
  isCompliant,
  isNonCompliant,
  type Judgement,
  unknown,
} from '../finding.ts'
import type { BucketPosture } from '../posture.ts'
import { type Circumstances, exemptsWebsites, requiresLessOfLogTargets } from './circumstances.ts'
import { isLogTarget } from './log-target.ts'
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
  if (harm && letsAnybodyRead(posture)) return exempt(finding, { by: 'public-reads', reason: harm })
  const shutOut = control.shutsOut?.(posture, settings)
  if (shutOut) return exempt(finding, { by: 'shut-out', reason: shutOut })
  const considered = exemptsWebsites(control, settings)
    ? exemptWebsite(finding, control.breaksWebsites?.(settings), context)
    : finding
  if (!isNonCompliant(considered)) return considered
  const target = requiresLessOfLogTargets(control, settings)
    ? exemptLogTarget(considered, reduced, isLogTarget(posture, context))
    : considered
  return isNonCompliant(target) ? withAffected(target, control, posture, settings) : target
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

const doubtful = (finding: Finding, what: string, reason: string): Finding => ({
  ...finding,
  ...unknown(
    `Cooper could not determine whether the bucket ${what}: ${reason}. Otherwise: ${finding.reason}`,
  ),
})

function withAffected(
  finding: Finding,
  control: Control,
  posture: BucketPosture,
  settings: Circumstances['settings'],
): Finding {
  const affected = new Map(control.affects?.(posture, settings).map((one) => [one.who, one]))
  return affected.size === 0
    ? finding
    : { ...finding, affected: [...affected.values()].slice(0, MOST_AFFECTED) }
}

const MOST_AFFECTED = 20
