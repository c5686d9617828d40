import { assess, controlsIn, settingsFor } from '../assessment/assess.ts'
import type { Circumstances } from '../assessment/circumstances.ts'
import { ATTRIBUTE_NAMES, ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, Change } from '../attributes/attribute.ts'
import type { ControlId } from '../controls/ids.ts'
import { type Finding, isCompliant, isNonCompliant } from '../finding.ts'
import type { BucketPosture } from '../posture.ts'
import { MODES, type Mode } from '../settings.ts'
import type { PutStep } from '../step.ts'
import { postureAfter } from './after-step.ts'

export interface PlannedStep {
  readonly step: PutStep
  readonly mode: Mode
}

/** The steps on an attribute for all non-compliant findings: one put for the controls of each mode. Unknown findings have none. */
export const plan = (
  name: AttributeName,
  findings: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
): readonly PlannedStep[] =>
  MODES.flatMap((mode) =>
    planMode(name, mode, findings, posture, circumstances).map((step) => ({ step, mode })),
  )

/** The steps for the controls of one mode. */
export function planMode<Name extends AttributeName>(
  name: Name,
  mode: Mode,
  findings: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
): readonly PutStep<Name>[] {
  const changesFor = (failing: readonly Finding[]) =>
    changesIn(name, mode, failing, posture, circumstances)
  // A change may make another control non-compliant: a rule that is raised to SSE-KMS may need a bucket key.
  return joined(name, changesFor(findings)).flatMap((step) =>
    joined(name, changesFor([...findings, ...assess(postureAfter(posture, step), circumstances)])),
  )
}

interface ControlChange<Name extends AttributeName> {
  readonly control: ControlId
  readonly change: Change<Name>
}

const changesIn = <Name extends AttributeName>(
  name: Name,
  mode: Mode,
  failing: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
): readonly ControlChange<Name>[] =>
  controlsIn(circumstances.settings)
    .filter(({ id }) => circumstances.settings.modes[id] === mode && isFailing(failing, id))
    .flatMap((control) => {
      const remedy = control.remedy(posture, settingsFor(control, posture, circumstances))
      const change: Change<Name> | undefined = remedy[name]
      return change === undefined ? [] : [{ control: control.id, change }]
    })

const isFailing = (findings: readonly Finding[], id: ControlId) =>
  findings.some((finding) => finding.control === id && isNonCompliant(finding))

/** One step for all controls. Empty where there are none. */
function joined<Name extends AttributeName>(
  name: Name,
  asked: readonly ControlChange<Name>[],
): readonly PutStep<Name>[] {
  if (asked.length === 0) return []
  const controls = asked.map(({ control }) => control)
  const change = ATTRIBUTES[name].merge(asked.map((one) => one.change))
  return [{ action: 'put', attribute: name, controls, change }]
}

/** All steps for the controls of one mode, as far as they are known in advance. Default: those that will be written. */
export function planSteps(
  first: readonly Finding[],
  posture: BucketPosture,
  circumstances: Circumstances,
  mode: Mode = 'remediate',
): readonly PutStep[] {
  let present = posture
  let findings = first
  const steps: PutStep[] = []
  for (const name of ATTRIBUTE_NAMES) {
    const planned = planMode(name, mode, findings, present, circumstances)
    steps.push(...planned)
    present = planned.reduce(postureAfter, present)
    findings = worstFindings(first, assess(present, circumstances))
  }
  return steps
}

/** The findings at first, and those that became non-compliant by a later change. */
export const worstFindings = (
  first: readonly Finding[],
  then: readonly Finding[],
): readonly Finding[] =>
  first.map((finding, index) => {
    const later = then[index]
    return later && (isCompliant(finding) || isNonCompliant(later)) ? later : finding
  })
