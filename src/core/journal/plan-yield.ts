import { CONTROLS } from '../controls/all.ts'
import { type BucketPosture, snapshotOf } from '../posture.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { UndoPlan } from './plan-undo.ts'

/** Takes all of Cooper's statements out of the policy. Throws where it is not known. */
export function planYield(live: BucketPosture): UndoPlan {
  const now = snapshotOf(live)
  const { policy: expected } = now
  if (expected === undefined)
    throw new Error(
      `Cannot make room on bucket "${live.bucket.name}": Cooper cannot read its policy`,
    )
  const controls = CONTROLS.filter(({ ownSids }) => ownSids.length > 0).map(({ id }) => id)
  const value = withoutOwn(expected, OWN_SIDS, live.bucket)
  const step = { action: 'restore', attribute: 'policy', controls, value, expected } as const
  return { controls, steps: value === expected ? [] : [step], changed: [], now }
}
