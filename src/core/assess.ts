import type { Control } from './controls/control.ts'
import { type Finding, type Judgement, unknown } from './finding.ts'
import type { BucketPosture } from './posture.ts'
import type { Settings } from './settings.ts'

export const assess = (
  posture: BucketPosture,
  controls: readonly Control[],
  settings: Settings,
): readonly Finding[] =>
  controls.map((control) => {
    const { id, title } = control
    return { control: id, title, ...judge(control, posture, settings) }
  })

// One control's failure must not hide what another found, or what was already written.
function judge(control: Control, posture: BucketPosture, settings: Settings): Judgement {
  try {
    return control.evaluate(posture, settings)
  } catch (error) {
    return unknown(`Cooper could not decide: ${error instanceof Error ? error.message : error}`)
  }
}
