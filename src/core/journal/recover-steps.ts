import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import { INTERRUPTED } from '../failures/failure.ts'
import { controlByControl } from '../plan/control-by-control.ts'
import { type BucketPosture, type Snapshot, storedIn } from '../posture.ts'
import { isPut, isRestore, isStepOn, type PutStep, type RestoreStep, type Step } from '../step.ts'
import type { JournalEntry } from './entry.ts'
import type { Attempt, StepResult } from './record.ts'

/** The steps of an interrupted run that the bucket shows to be done: a whole step, or the part of single controls. */
export function recoverSteps(
  entry: JournalEntry,
  posture: BucketPosture,
  now: Date,
): readonly Attempt[] {
  const { started, intent } = entry
  const window = { asked: started, written: now.toISOString() }
  return intent.steps.flatMap((step): readonly Attempt[] => {
    const before = beforeOf(step, intent.before, posture)
    const shown = (part: Step): readonly Attempt[] => {
      const result = whatShows(part, intent.before, posture)
      return result ? [{ step: part, status: 'done', ...result, ...before, window }] : []
    }
    const parts = isStepOn(step, 'policy') && isPut(step) ? controlByControl(step) : []
    const [whole, some] = [shown(step), parts.flatMap(shown)]
    const done = whole.length > 0 ? whole : some
    if (done.length > 0 || isAsBefore(step.attribute, intent.before, posture)) return done
    return [{ step, status: 'interrupted', failure: INTERRUPTED, window }]
  })
}

/** The steps of an interrupted run that no attempt reports: they may have been done, and undone by somebody else. */
export function stepsInDoubt(
  { started, intent }: JournalEntry,
  attempts: readonly Attempt[],
  now: Date,
): readonly Attempt[] {
  const window = { asked: started, written: now.toISOString() }
  const isReported = ({ action, attribute }: Step) =>
    attempts.some(
      ({ step, status }) =>
        step.action === action && step.attribute === attribute && REPORTING.includes(status),
    )
  return intent.steps
    .filter((step) => !isReported(step))
    .map((step) => ({ step, status: 'interrupted', failure: INTERRUPTED, window }))
}

const REPORTING: readonly StepResult['status'][] = ['done', 'failed', 'interrupted']

const beforeOf = <Name extends AttributeName>(
  step: Step<Name>,
  first: Snapshot,
  posture: BucketPosture,
): Pick<Attempt, 'before'> => (isPut(step) ? beforePut(step, first, posture) : {})

function beforePut<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  snapshot: Snapshot,
  posture: BucketPosture,
): Pick<Attempt, 'before'> {
  const live = storedIn(posture, attribute)
  const first: StoredValue<Name> | null | undefined = snapshot[attribute]
  if (live === undefined || first === undefined) return {}
  const before = ATTRIBUTES[attribute].valueBefore(live, change, first, posture.bucket)
  return before === undefined ? {} : { before: { [attribute]: before } }
}

/** Whether the attribute has the value from before the run. `false` where it cannot be read. */
function isAsBefore<Name extends AttributeName>(
  name: Name,
  before: Snapshot,
  posture: BucketPosture,
): boolean {
  const live = storedIn(posture, name)
  return live !== undefined && ATTRIBUTES[name].isSame(live, before[name] ?? null)
}

/** `undefined`: the bucket does not show that the step was done. */
function whatShows<Name extends AttributeName>(
  step: Step<Name>,
  before: Snapshot,
  posture: BucketPosture,
): Pick<StepResult, 'statements'> | undefined {
  if (isPut(step)) return whatPutShows(step, before, posture)
  return isRestore(step) && showsRestore(step, posture) ? {} : undefined
}

function whatPutShows<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  snapshot: Snapshot,
  posture: BucketPosture,
): Pick<StepResult, 'statements'> | undefined {
  const { apply, isResultOf } = ATTRIBUTES[attribute]
  const live = storedIn(posture, attribute)
  const before: StoredValue<Name> | null | undefined = snapshot[attribute]
  if (live === undefined || before === undefined) return undefined
  const { value, statements } = apply(before, change, posture.bucket)
  if (value === before || !isResultOf(live, change, before, posture.bucket)) return undefined
  return statements ? { statements } : {}
}

function showsRestore<Name extends AttributeName>(
  { attribute, value }: RestoreStep<Name>,
  posture: BucketPosture,
): boolean {
  const live = storedIn(posture, attribute)
  return live !== undefined && ATTRIBUTES[attribute].isSame(live, value)
}
