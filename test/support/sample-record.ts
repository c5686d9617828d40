import { assess } from '../../src/core/assessment/assess.ts'
import type { Actor } from '../../src/core/event.ts'
import { type Attempt, type RemediationRecord, recordOf } from '../../src/core/journal/record.ts'
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
}

/** The record that the bot would write for a bucket in this state. */
export function sampleRecord({
  before,
  after,
  attempt,
  actor,
  settings,
}: RecordCase = {}): RemediationRecord {
  const asked = circumstances(settings)
  const looks = {
    before: posture(before ?? { policy: null, encryption: null }),
    after: posture(after),
  }
  const findings = assess(looks.before, asked)
  const steps = (['encryption', 'policy'] as const).flatMap((kind) =>
    plan(kind, findings, looks.before, asked),
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
      ...looks,
      before: snapshotOf(looks.before),
      remaining: assess(looks.after, asked).filter((one) => one.verdict !== 'compliant'),
    },
    new Date('2026-11-20T09:30:07Z'),
  )
}
