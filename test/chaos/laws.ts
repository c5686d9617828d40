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

/** The laws that a run of chaos broke. */
export const brokenLaws = (chaos: Chaos): readonly string[] =>
  [...chaos.world.buckets.keys()]
    .flatMap((bucket) => [
      ...compliant(chaos, bucket),
      ...present(chaos, bucket),
      ...reported(chaos, bucket),
      ...bounded(chaos, bucket),
    ])
    .concat(chaos.world.marks().map((mark) => `${mark} is still in the outbox`))

/** A day after the last write of others, every control is compliant or on hold, and no statement of Cooper exists twice. */
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
    ...open.map(({ control, reason }) => `${bucket}: ${control} is non-compliant: ${reason}`),
    ...(own.length > 1 ? [`${bucket}: ${own.length} statements of Cooper's`] : []),
  ]
}

/**
 * The last write of others is still in the bucket, or its owner was asked. Exempt are writes whose event was lost, or came
 * before Cooper's write took effect.
 */
function present(chaos: Chaos, bucket: string): readonly string[] {
  const { world, events, dropped, dead } = chaos
  const foreign = world.writes.filter(({ after }) => after === undefined)
  return (['policy', 'encryption'] as const).flatMap((part) => {
    const last = foreign.findLast((write) => write.bucket === bucket && write.part === part)
    if (!last || isThere(last, stateOf(world, bucket)[part])) return []
    const id = events[foreign.indexOf(last)]?.id ?? ''
    // The owner may also have been notified that the bucket could not be read or written.
    const wasAsked = world.notified.some(
      (record) =>
        isDeepStrictEqual(record.lostUpdate?.put[part], last.value) ||
        (record.id === id && ['unknown', 'failed'].includes(record.outcome)),
    )
    const since = dropped.has(id) || dead.has(id) ? last.time : world.lastRead(id, part)
    const isLost = since !== undefined && wasWrittenOver(last, since, world.writes)
    return wasAsked || isLost || wasUndone(last, world)
      ? []
      : [`${bucket}: the ${part} of ${id} is gone`]
  })
}

/** A person who undoes a change replaces what Cooper put, even if somebody else put the same value since. */
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

// Whether Cooper wrote the same part at that time or later: its last read may have been earlier.
const wasWrittenOver = ({ bucket, part }: Write, since: number, writes: readonly Write[]) =>
  writes.some(
    (write) => write.after && write.bucket === bucket && write.part === part && write.time >= since,
  )

/** People were notified of each write of Cooper, also if its event is in the dead-letter queue: the outbox has it. */
function reported({ world }: Chaos, bucket: string): readonly string[] {
  const own = world.writes.filter((write) => write.bucket === bucket && write.after)
  return own.flatMap(({ after = '', part }) => {
    const isNotified = world.notified.some(
      ({ id, steps }) => id === after && steps.some(({ step }) => step.attribute === part),
    )
    const known = world.entries().find(({ intent }) => intent.event.id === after)
    // A write whose answer was lost can be replaced before Cooper reads back.
    if (isNotified || known?.unneeded) return []
    return [`${bucket}: nobody was notified of the write of its ${part} after ${after}`]
  })
}

/** Cooper writes at most as often as FLAPPING_LIMIT allows in a day, besides concurrent runs and one restore per lost update. */
function bounded({ world }: Chaos, bucket: string): readonly string[] {
  return (['policy', 'encryption'] as const).flatMap((part) => {
    const isOf = (write: Write) => write.bucket === bucket && write.part === part
    const own = world.writes.filter((write) => isOf(write) && write.after)
    const foreign = world.writes.filter((write) => isOf(write) && !write.after)
    // The limit applies to each of two days, and to each of the two controls that change the default encryption.
    const most = 2 * 2 * (SETTINGS.flappingLimit + 2) + foreign.length
    return own.length > most ? [`${bucket}: ${own.length} writes of its ${part}`] : []
  })
}

function stateOf(world: Chaos['world'], bucket: string) {
  const state = world.buckets.get(bucket)
  if (!state) throw new Error(`Cannot find "${bucket}"`)
  return state
}
