import { CONTROLS } from '../controls/all.ts'
import type { Control } from '../controls/control.ts'
import {
  compliant,
  exempt,
  type Finding,
  isCompliant,
  isExempt,
  isNonCompliant,
  type Judgement,
  unknown,
} from '../finding.ts'
import { type Look, newLook } from '../policy/decision/look.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import { type Circumstances, requiresLessOfLogTargets } from './circumstances.ts'
import { considerUse } from './consider-use.ts'
import { exemptionBySetting, withTagExemption } from './exemption.ts'
import { withHold } from './hold.ts'
import { isLogTarget } from './log-target.ts'
import { ownByName } from './own-bucket.ts'
import { settlingReason } from './settling.ts'

/** The verdict of every control on a bucket. */
export const assess = (
  posture: BucketPosture,
  circumstances: Circumstances,
): readonly Finding[] => {
  const look = newLook()
  return controlsIn(circumstances.settings).map((control) => {
    const { id, title } = control
    const named = { control: id, title, mapping: control.mapping(circumstances.settings) }
    // A defect in one control must not hide the findings of the others, or a change that was already made.
    try {
      return judgeControl(named, control, posture, circumstances, look)
    } catch (error) {
      const reason = error instanceof Error ? error.message : error
      return { ...named, ...unknown(`Cooper could not decide: ${reason}`) }
    }
  })
}

function judgeControl(
  named: Pick<Finding, 'control' | 'title' | 'mapping'>,
  control: Control,
  posture: BucketPosture,
  circumstances: Circumstances,
  look: Look,
): Finding {
  const { settings } = circumstances
  const less = settingsFor(control, posture, circumstances)
  const asked = control.evaluate(posture, settings, look)
  const reduced = less === settings ? asked : control.evaluate(posture, less, look)
  const finding = { ...named, ...(isCompliant(asked) ? reduced : asked) }
  if (isCompliant(finding)) return finding
  const considered = considerExemptions(finding, reduced, control, posture, circumstances)
  const { settling } = circumstances
  return settling && isNonCompliant(considered) && control.remedy(posture, less).policy
    ? exempt(considered, { by: 'settling', reason: settlingReason(settling) })
    : considered
}

/** Whether the fix of a control changes the bucket policy. */
export const changesPolicy = (
  id: Control['id'],
  posture: BucketPosture,
  circumstances: Circumstances,
): boolean =>
  CONTROLS.some(
    (control) =>
      control.id === id &&
      control.remedy(posture, settingsFor(control, posture, circumstances)).policy !== undefined,
  )

export const controlsIn = ({ controls }: Settings): readonly Control[] =>
  CONTROLS.filter(({ id }) => controls.includes(id))

/** Exempts a non-compliant finding where a person asked for it, or where a fix would break the use of the bucket. */
function considerExemptions(
  finding: Finding,
  reduced: Judgement,
  control: Control,
  posture: BucketPosture,
  { settings, context, today, isAfterAnotherCooper, holds, unreadableHold }: Circumstances,
): Finding {
  if (finding.isObsolete && isAfterAnotherCooper) {
    return {
      ...finding,
      ...compliant('Another Cooper in this account requires this statement'),
      isObsolete: false,
    }
  }
  const own = ownByName(posture.bucket.name, settings)
  if (own) return exempt(finding, own)
  const bySetting = exemptionBySetting(posture.bucket.name, control.id, settings)
  if (bySetting) return exempt(finding, bySetting)
  const held = withHold(finding, holds, unreadableHold)
  if (isExempt(held)) return held
  const tagged = withTagExemption(held, context, settings, today)
  if (!isNonCompliant(tagged) || tagged.isObsolete) return tagged
  return considerUse(tagged, reduced, control, posture, { settings, context })
}

/** The settings of one control for a bucket: a log delivery target may have to meet less. */
export function settingsFor(
  control: Control,
  posture: BucketPosture,
  { settings, context }: Circumstances,
): Settings {
  if (!requiresLessOfLogTargets(control, settings)) return settings
  const target = isLogTarget(posture, context)
  return (target.known && target.value && control.forLogTarget?.(settings)) || settings
}
