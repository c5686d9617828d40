import { CONTROLS } from '../controls/all.ts'
import { CONTROL_IDS } from '../controls/ids.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { type BucketPosture, snapshotOf } from '../posture.ts'
import { ownSidOf } from '../statements/recognise.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { UndoPlan } from './plan-undo.ts'

/** Takes Cooper's statements for these controls out of the policy. Throws where it is not known. */
export function planRemoval(
  live: BucketPosture,
  wanted: readonly string[] = CONTROL_IDS,
): UndoPlan {
  const now = snapshotOf(live)
  const { policy: expected } = now
  if (expected === undefined)
    throw new Error(
      `Cannot remove statements from bucket "${live.bucket.name}": Cooper cannot read its policy`,
    )
  const chosen = CONTROLS.filter(({ id, ownSids }) => ownSids.length > 0 && wanted.includes(id))
  const controls = chosen.map(({ id }) => id)
  const own = chosen.flatMap(({ ownSids }) => ownSids)
  // Where somebody else had the Sid first, Cooper's has a number behind it.
  const sids = statementList(expected?.Statement).flatMap((one) => {
    const sid = ownSidOf(one)
    return sid && own.includes(sid) && isObject(one) ? [String(one.Sid)] : []
  })
  const value = withoutOwn(expected, sids, live.bucket)
  const step = { action: 'restore', attribute: 'policy', controls, value, expected } as const
  return { controls, steps: value === expected ? [] : [step], changed: [], now }
}
