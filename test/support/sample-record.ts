import { assess } from '../../src/core/assessment/assess.ts'
import type { BucketStack } from '../../src/core/assessment/stack.ts'
import type { Actor } from '../../src/core/event.ts'
import { isCompliant } from '../../src/core/finding.ts'
import type { Attempt, RemediationRecord } from '../../src/core/journal/record.ts'
import { recordOf } from '../../src/core/journal/record-of.ts'
import { plan } from '../../src/core/plan/plan.ts'
import { type Snapshot, snapshotOf } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { bucketEvent, circumstances, posture } from './builders.ts'

const ADDED = [{ sid: 'CooperTlsOnly', change: 'added' }] as const

interface RecordCase {
  readonly before?: Snapshot
  readonly after?: Snapshot
  readonly attempt?: Partial<Attempt>
  readonly actor?: Partial<Actor>
  readonly settings?: Partial<Settings>
  readonly stack?: BucketStack
}

/** The record that Cooper would write for a bucket with these values. */
export function sampleRecord({
  before,
  after,
  attempt,
  actor,
  settings,
  stack,
}: RecordCase = {}): RemediationRecord {
  const asked = circumstances(settings)
  const postures = {
    before: posture(before ?? { policy: null, encryption: null }),
    after: posture(after),
  }
  const findings = assess(postures.before, asked)
  const steps = (['encryption', 'policy'] as const).flatMap((kind) =>
    plan(kind, findings, postures.before, asked),
  )
  const event = bucketEvent()
  return recordOf(
    {
      event: { ...event, actor: { ...event.actor, ...actor } },
      findings,
      attempts: steps.map(({ step }) => ({
        step,
        status: 'done',
        ...(step.attribute === 'policy' && { statements: ADDED }),
        ...attempt,
      })),
      ...postures,
      before: snapshotOf(postures.before),
      stack,
      remaining: assess(postures.after, asked).filter((one) => !isCompliant(one)),
    },
    new Date('2026-11-20T09:30:07Z'),
  )
}
