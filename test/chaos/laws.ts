import { isDeepStrictEqual } from 'node:util'
import { assess } from '../../src/core/assessment/assess.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import { isSameRule } from '../../src/core/encryption/rule.ts'
import { isNonCompliant } from '../../src/core/finding.ts'
import { holdsIn } from '../../src/core/journal/holds.ts'
import type { Json, PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { statementList } from '../../src/core/policy/statement-list.ts'
import { ownSidOf } from '../../src/core/statements/recognise.ts'
import { circumstances, SETTINGS } from '../support/builders.ts'
import type { Chaos } from './run-chaos.ts'
import { bucketNamed, type Write } from './world.ts'

/** What does not hold after a run of chaos: empty, as it must be. */
export const brokenLaws = (chaos: Chaos): readonly string[] =>
  [...chaos.world.buckets.keys()].flatMap((bucket) => [
    ...compliant(chaos, bucket),
    ...present(chaos, bucket),
    ...announced(chaos, bucket),
    ...bounded(chaos, bucket),
  ])

/** A day after, with nobody interfering any more, all buckets are compliant but what a person undid, and nothing of Cooper's stands there twice. */
function compliant({ world }: Chaos, bucket: string): readonly string[] {
  const { policy, encryption } = stateOf(world, bucket)
  const posture = {
    bucket: bucketNamed(bucket),
    policy: { known: true, value: policy && parsePolicy(policy) } as const,
    encryption: { known: true, value: encryption } as const,
  }
  const entries = world.entries().filter(({ intent }) => intent.event.bucket.name === bucket)
  const held = { ...circumstances(), holds: holdsIn(entries, '2026-11-21') }
  const open = assess(posture, held).filter(isNonCompliant)
  const own = statementList(policy?.Statement).filter((statement) => ownSidOf(statement))
  return [
    ...open.map(({ control, reason }) => `${bucket}: ${control} falls short: ${reason}`),
    ...(own.length > 1 ? [`${bucket}: ${own.length} statements of Cooper's`] : []),
  ]
}

/** What somebody else put last stands there, or its owner was asked; or its event never came, or before Cooper's write took effect, and could not help. */
function present(chaos: Chaos, bucket: string): readonly string[] {
  const { world, events, dropped, dead } = chaos
  const foreign = world.writes.filter(({ after }) => after === undefined)
  return (['policy', 'encryption'] as const).flatMap((part) => {
    const last = foreign.findLast((write) => write.bucket === bucket && write.part === part)
    if (!last || isThere(last, stateOf(world, bucket)[part])) return []
    const id = events[foreign.indexOf(last)]?.id ?? ''
    // Or told that the bucket could not be read just then, before or after.
    const wasAsked = world.told.some(
      (record) =>
        isDeepStrictEqual(record.lostUpdate?.put[part], last.value) ||
        (record.id === id && ['unknown', 'failed'].includes(record.outcome)),
    )
    const since = dropped.has(id) || dead.has(id) ? last.time : world.lastLook(id, part)
    const isLost = since !== undefined && wasWrittenOver(last, since, world.writes)
    return wasAsked || isLost || wasUndone(last, world)
      ? []
      : [`${bucket}: the ${part} of ${id} is gone`]
  })
}

/** Who undoes a change sees what Cooper put, and replaces it, whoever may have put the same since. */
const wasUndone = ({ bucket, part, value }: Write, { entries, writes }: Chaos['world']) =>
  writes.some(
    (write) =>
      write.after !== undefined &&
      write.bucket === bucket &&
      write.part === part &&
      isDeepStrictEqual(write.value, value),
  ) &&
  entries().some(
    ({ intent: { undo, event, steps } }) =>
      undo && event.bucket.name === bucket && steps.some(({ attribute }) => attribute === part),
  )

function isThere({ part, value }: Write, present: PolicyDocument | EncryptionRule | undefined) {
  if (part === 'policy') {
    return isDeepStrictEqual(
      foreignIn(value as PolicyDocument | null),
      foreignIn(present as PolicyDocument),
    )
  }
  const [put, now] = [value, present ?? null] as (EncryptionRule | null)[]
  const key = (rule: EncryptionRule | null | undefined) => rule?.ApplyServerSideEncryptionByDefault
  return isSameRule(put ?? null, now ?? null) || isDeepStrictEqual(key(put), key(now))
}

const foreignIn = (policy: PolicyDocument | null | undefined): readonly Json[] =>
  statementList(policy?.Statement).filter((statement) => !ownSidOf(statement))

// Whether Cooper wrote the same part then or later: its last look may have been before.
const wasWrittenOver = ({ bucket, part }: Write, since: number, writes: readonly Write[]) =>
  writes.some(
    (write) => write.after && write.bucket === bucket && write.part === part && write.time >= since,
  )

/** Each write of Cooper's was told; or it is in the journal, and the alarm of the dead-letter queue told of its event. */
function announced({ world, dead }: Chaos, bucket: string): readonly string[] {
  const own = world.writes.filter((write) => write.bucket === bucket && write.after)
  return own.flatMap(({ after = '', part }) => {
    const isTold = world.told.some(
      ({ id, steps }) => id === after && steps.some(({ step }) => step.attribute === part),
    )
    const known = world.entries().find(({ intent }) => intent.event.id === after)
    // Who undoes a change sees that the command did not end. And an answer may be lost to a write that was gone by the second look.
    const isExcused = known && (dead.has(after) || known.intent.undo || known.unneeded)
    if (isTold || isExcused) return []
    return [`${bucket}: the write of its ${part} after ${after} was not told`]
  })
}

/** No more mends than the limit of a fight within a day, but for runs at the same moment; each lost update is put back once. */
function bounded({ world }: Chaos, bucket: string): readonly string[] {
  return (['policy', 'encryption'] as const).flatMap((part) => {
    const isOf = (write: Write) => write.bucket === bucket && write.part === part
    const own = world.writes.filter((write) => isOf(write) && write.after)
    const foreign = world.writes.filter((write) => isOf(write) && !write.after)
    // Two days with a limit each, and the default encryption serves two controls.
    const most = 2 * 2 * (SETTINGS.flappingLimit + 2) + foreign.length
    return own.length > most ? [`${bucket}: ${own.length} writes of its ${part}`] : []
  })
}

function stateOf(world: Chaos['world'], bucket: string) {
  const state = world.buckets.get(bucket)
  if (!state) throw new Error(`Cannot find "${bucket}"`)
  return state
}
