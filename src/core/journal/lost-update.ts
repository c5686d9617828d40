import { parsePolicy } from '../policy/parsing/parse.ts'
import type { BucketPosture, Snapshot } from '../posture.ts'
import type { RestoreStep } from '../step.ts'

/** A put of somebody else that came at the same moment as one of Cooper's, and does not stand there. */
export interface LostUpdate {
  readonly put: Snapshot
  /** What stands there instead. */
  readonly current: Snapshot
  /** What puts theirs back, with what Cooper asks for. Absent: somebody may have replaced it on purpose. */
  readonly step?: RestoreStep
}

/** The posture as it is once theirs is put back. */
export function postureAfterRestore(posture: BucketPosture, step: RestoreStep): BucketPosture {
  switch (step.type) {
    case 'restore-bucket-policy': {
      const value = step.policy ? parsePolicy(step.policy) : undefined
      return { ...posture, policy: { known: true, value } }
    }
    case 'restore-bucket-encryption':
      return { ...posture, encryption: { known: true, value: step.rule ?? undefined } }
    default:
      return step satisfies never
  }
}
