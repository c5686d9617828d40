import { isDeepStrictEqual } from 'node:util'
import { assess } from '../../src/core/assessment/assess.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import { isSameRule } from '../../src/core/encryption/rule.ts'
import { type Finding, isNonCompliant } from '../../src/core/finding.ts'
import { holdsIn } from '../../src/core/journal/holds.ts'
import type { Json, PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { statementList } from '../../src/core/policy/statement-list.ts'
import { ownSidOf } from '../../src/core/statements/recognise.ts'
import { circumstances } from '../support/builders.ts'
import { type Cooper, personWith } from './cooper.ts'
import { bounded, digested, quiet, reported, unalarmed } from './laws-of-messages.ts'
import type { Chaos } from './run-chaos.ts'
import { type BucketState, bucketNamed, type Write } from './world.ts'

/** The laws that a run of chaos broke. */
export const brokenLaws = (chaos: Chaos): readonly string[] => [
  ...[...chaos.world.buckets].flatMap(([bucket, state]) => [
    ...chaos.coopers.flatMap((cooper) => compliant(chaos, cooper, bucket, state)),
    ...present(chaos, bucket, state),
  ]),
  // Nothing was ever written with the credentials of another account than the bucket's.
  ...chaos.world.astray,
  ...chaos.coopers.flatMap((cooper) => [
    ...reported(chaos, cooper),
    ...digested(cooper),
    ...bounded(chaos, cooper),
    ...quiet(chaos, cooper),
    ...unalarmed(chaos, cooper),
    ...cooper.marks().map((mark) => `${mark} is still in the outbox`),
  ]),
]

const LAST_DAY = '2026-11-21'

/**
 * A day after the last write of others, every control is compliant, on hold or flapping, and no statement of Cooper exists
 * twice. Exempt are buckets whose puts are refused.
 */
function compliant(
  { world, coopers }: Chaos,
  cooper: Cooper,
  bucket: string,
  { policy, encryption, isLocked, life }: BucketState,
): readonly string[] {
  if (isLocked) return []
  const posture = {
    bucket: bucketNamed(bucket),
    policy: { known: true, value: policy && parsePolicy(policy) } as const,
    encryption: { known: true, value: encryption } as const,
  }
  const born = world.bornOf(bucket, life)
  const entries = cooper
    .entries()
    .filter(
      ({ intent, started }) => intent.event.bucket.name === bucket && Date.parse(started) >= born,
    )
  const held = { ...circumstances(cooper.settings), holds: holdsIn(entries, LAST_DAY) }
  const flapping = [...cooper.notified, ...cooper.noted]
    .filter((record) => record.bucket === bucket && Date.parse(record.time) >= born)
    .flatMap((record) => record.flapping ?? [])
  // What the settings of one Cooper rule out, and those of another require, stays a matter of people.
  const isContradicted = ({ reason }: Finding) =>
    coopers.length > 1 && reason.includes('is no longer required')
  const open = assess(posture, held).filter(
    (finding) =>
      isNonCompliant(finding) &&
      !isContradicted(finding) &&
      !flapping.some(({ control }) => control === finding.control),
  )
  const own = statementList(policy?.Statement).flatMap((statement) => ownSidOf(statement) ?? [])
  return [
    ...open.map(
      ({ control, reason }) =>
        `${bucket}: ${control} is non-compliant for ${cooper.name}: ${reason}`,
    ),
    ...(new Set(own).size < own.length ? [`${bucket}: a statement twice, of ${own}`] : []),
  ]
}

/**
 * The last write of others to a bucket is still in it, or its owner was asked. Exempt are writes whose event was lost, or
 * came before Cooper's write took effect.
 */
function present(chaos: Chaos, bucket: string, state: BucketState): readonly string[] {
  const { world, coopers, events, dropped, dead } = chaos
  const foreign = world.writes.filter(({ after }) => after === undefined)
  return (['policy', 'encryption'] as const).flatMap((part) => {
    const last = foreign.findLast(
      (write) => write.bucket === bucket && write.life === state.life && write.part === part,
    )
    if (!last || isThere(last, state[part])) return []
    const id = events[foreign.indexOf(last)]?.id ?? ''
    // The owner may also have been notified that the bucket could not be read or written.
    const wasAsked = coopers
      .flatMap(({ notified, noted }) => [...notified, ...noted])
      .some(
        (record) =>
          isDeepStrictEqual(record.lostUpdate?.put[part], last.value) ||
          (record.id === id && ['unknown', 'failed'].includes(record.outcome)),
      )
    const isDead = [...dead.values()].some((ids) => ids.has(id))
    if (isWrittenByTwo(last, coopers, world.writes)) return []
    const since = dropped.has(id) || isDead ? last.time : world.lastRead(id, part)
    const isLost = since !== undefined && wasWrittenOver(last, since, world.writes)
    return wasAsked || isLost || coopers.some((cooper) => wasUndone(last, cooper, world.writes))
      ? []
      : [`${bucket}: the ${part} of ${id} is gone`]
  })
}

/**
 * Each Cooper knows its own writes only, and those of people with its command, since these are in its journal. Where a second
 * one has written over the first, none can tell what was lost.
 */
const isWrittenByTwo = (
  { bucket, part, time }: Write,
  coopers: readonly Cooper[],
  writes: readonly Write[],
) =>
  coopers.filter(({ name }) =>
    writes.some(
      (write) =>
        (write.by === name || write.by === personWith(name)) &&
        write.bucket === bucket &&
        write.part === part &&
        write.time >= time,
    ),
  ).length > 1

/** A person who undoes a change replaces what Cooper put, even if somebody else put the same value since. */
const wasUndone = ({ bucket, part, value }: Write, { entries }: Cooper, writes: readonly Write[]) =>
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
  // A Cooper may have raised it to what its settings require.
  const isRaised = key(put)?.SSEAlgorithm === 'AES256' && key(now)?.SSEAlgorithm === 'aws:kms'
  return isSameRule(put ?? null, now ?? null) || isDeepStrictEqual(key(put), key(now)) || isRaised
}

const foreignIn = (policy: PolicyDocument | null | undefined): readonly Json[] =>
  statementList(policy?.Statement).filter((statement) => !ownSidOf(statement))

// Whether Cooper wrote the same part at that time or later: its last read may have been earlier.
const wasWrittenOver = ({ bucket, part }: Write, since: number, writes: readonly Write[]) =>
  writes.some(
    (write) => write.after && write.bucket === bucket && write.part === part && write.time >= since,
  )
