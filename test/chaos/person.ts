import { readPosture } from '../../src/check/read-bucket.ts'
import { planUndo } from '../../src/core/journal/plan-undo.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { Ports } from '../../src/core/ports.ts'
import { findInterruptedUndo } from '../../src/remediation/find-interrupted-run.ts'
import { undoChange } from '../../src/remediation/undo-change.ts'
import { bucketEvent } from '../support/builders.ts'
import type { Cooper } from './cooper.ts'
import { bucketNamed } from './world.ts'

export const UNTIL = '2026-12-20'

/** A person's `npx cooper undo` of the last change to a bucket. Resolves to whether it completed. */
export async function undoLast(
  name: string,
  id: string,
  ports: Ports,
  { entries }: Cooper,
): Promise<boolean> {
  const record = entries().findLast(({ record }) => isOf(name, record))?.record
  if (!record) return false
  try {
    const posture = await readPosture(bucketNamed(name), ports.s3)
    const plan = posture && planUndo(record, posture, false)
    if (!plan || plan.changed.length > 0) return false
    const undo = { of: record.id, until: UNTIL, controls: plan.controls }
    const { actor } = bucketEvent()
    const interrupted = await findInterruptedUndo(record.id, posture.bucket, actor, ports)
    const result = await undoChange({ id, actor, posture, plan, undo, interrupted }, ports)
    return result.error === undefined
  } catch {
    return false
  }
}

const isOf = (bucket: string, record: RemediationRecord | undefined) =>
  record?.bucket === bucket &&
  record.undo === undefined &&
  record.steps.some(({ status }) => status === 'done')
