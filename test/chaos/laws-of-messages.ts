import type { RemediationRecord, StepResult } from '../../src/core/journal/record.ts'
import { type Cooper, personWith } from './cooper.ts'
import type { Chaos } from './run-chaos.ts'

/**
 * People were notified of each write of a Cooper, and of a person with its command. A dead letter is no excuse. A command
 * that resumes an undo goes on in its entry, so the message has the id of the first one, and the time of the write.
 */
export const reported = (
  { world }: Chaos,
  { name, notified, noted, entries }: Cooper,
): readonly string[] =>
  world.writes
    .filter(({ by }) => by === name || by === personWith(name))
    .flatMap(({ bucket, part, time, after = '' }) => {
      const isOf = ({ id, undo, steps, bucket: name }: RemediationRecord) =>
        steps.some(
          ({ step, window }) =>
            step.attribute === part &&
            (id === after || (undo && name === bucket && isWithin(time, window))),
        )
      const isNotified = [...notified, ...noted].some(isOf)
      // A write whose answer was lost can be replaced before Cooper reads back.
      const isUnneeded = entries().some(
        ({ intent, unneeded }) => intent.event.id === after && unneeded,
      )
      return isNotified || isUnneeded
        ? []
        : [`${bucket}: nobody was notified by ${name} of the write of its ${part} after ${after}`]
    })

const isWithin = (time: number, window: StepResult['window']) =>
  window !== undefined && Date.parse(window.asked) <= time && time <= Date.parse(window.written)

/** Each result of a sweep is in a digest, unless the bucket is only exempt. Nothing waits for a digest any more. */
export const digested = ({ name, noted, digests, pendingNotes }: Cooper): readonly string[] => [
  ...noted
    .filter(({ outcome }) => outcome !== 'exempt')
    .filter(
      ({ id, bucket }) =>
        !digests.some(
          (digest) => id.includes(digest.id) && digest.notes.some((note) => note.bucket === bucket),
        ),
    )
    .map(({ id, bucket }) => `${bucket}: the result ${id} of ${name} is in no digest`),
  ...pendingNotes().map((key) => `${key} of ${name} still waits for a digest`),
]

/** People learn of each dead letter. */
export const unalarmed = ({ dead }: Chaos, cooper: Cooper): readonly string[] =>
  [...(dead.get(cooper) ?? [])]
    .filter((id) => !cooper.alarms.has(id))
    .map((id) => `nobody learned of the dead letter ${id} of ${cooper.name}`)

/**
 * A Cooper writes at most as often as FLAPPING_LIMIT allows in a day, besides concurrent runs and one restore per lost
 * update.
 */
export const bounded = ({ world }: Chaos, { name, settings }: Cooper): readonly string[] =>
  [
    ...new Set(world.writes.map(({ bucket, life, part }) => `${part} of ${bucket} ${life}`)),
  ].flatMap((place) => {
    const all = world.writes.filter(
      ({ bucket, life, part }) => `${part} of ${bucket} ${life}` === place,
    )
    const own = all.filter(({ by }) => by === name)
    // The limit applies to each of two days, and to each of the two controls that change the default encryption.
    const most = 2 * 2 * (settings.flappingLimit + 2) + all.filter(({ by }) => !by).length
    return own.length > most ? [`${own.length} writes by ${name} of the ${place}`] : []
  })

/**
 * The same failure of the same bucket is told once, unless somebody wrote in between, besides the digests and concurrent
 * runs. A run is concurrent as long as the journal has not taken the mark that people were notified: if the run was killed
 * before that, no other one can know that SNS took the message. A result of a sweep goes to the digest, and is told at once only
 * where its note could not be stored.
 */
export function quiet(
  { world }: Chaos,
  { name, notified, entries, markedAt, swept }: Cooper,
): readonly string[] {
  const failed = notified.filter(({ outcome }) => outcome === 'failed')
  // An event that is delivered again may have a further entry.
  const startOf = ({ id, time }: RemediationRecord) => {
    const starts = entries().flatMap(({ intent, started }) =>
      intent.event.id === id && started <= time ? [Date.parse(started)] : [],
    )
    return starts.length > 0 ? Math.max(...starts) : Number.POSITIVE_INFINITY
  }
  return failed.flatMap((record, index) => {
    const before = failed.slice(0, index).findLast(({ bucket }) => bucket === record.bucket)
    const isExcused = before?.id === record.id || swept.has(record.id)
    if (!before || isExcused || failureOf(before) !== failureOf(record)) return []
    const wasWritten = world.writes.some(
      ({ bucket, time }) =>
        bucket === record.bucket &&
        time >= Date.parse(before.event.time) &&
        time <= Date.parse(record.time),
    )
    const isConcurrent = startOf(record) <= markedAt(before) + SLOW
    return wasWritten || isConcurrent
      ? []
      : [`${record.bucket}: ${name} told the same failure twice`]
  })
}

// Milliseconds. Between a run's read of the journal and its own entry.
const SLOW = 60_000

const failureOf = ({ remaining, steps }: RemediationRecord) =>
  JSON.stringify([
    remaining.map(({ control, reason }) => [control, reason]),
    steps.map(({ failure }) => failure?.reason),
  ])
