import type { Snapshot } from '../posture.ts'
import type { RestoreStep } from '../step.ts'

/** A put by somebody else that a write by Cooper may have replaced, because Cooper read the bucket before that put. */
export interface LostUpdate {
  readonly put: Snapshot
  /** The current value. Without it: Cooper could not read it. */
  readonly current: Snapshot
  /** The step that restores it, together with what Cooper requires. Absent: somebody may have replaced it on purpose. */
  readonly step?: RestoreStep
}
