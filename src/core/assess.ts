import type { Control } from './controls/control.ts'
import type { Finding } from './finding.ts'
import type { BucketPosture } from './posture.ts'
import type { Settings } from './settings.ts'

export const assess = (
  posture: BucketPosture,
  controls: readonly Control[],
  settings: Settings,
): readonly Finding[] =>
  controls.map(({ id, title, ...control }) => ({
    control: id,
    title,
    ...control.evaluate(posture, settings),
  }))
