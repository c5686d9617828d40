import type { Snapshot } from '../posture.ts'
import type { RestoreStep } from '../step.ts'

/** A put of somebody else that Cooper's own write may have replaced without knowing of it. */
export interface LostUpdate {
  readonly put: Snapshot
  /** What is there instead. */
  readonly current: Snapshot
  /** What puts it back, with what Cooper asks for. Absent: somebody may have replaced it on purpose. */
  readonly step?: RestoreStep
}
