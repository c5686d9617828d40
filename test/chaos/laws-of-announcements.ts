import type { Announcement } from '../../src/core/announcements/announcement.ts'
import { assess } from '../../src/core/assessment/assess.ts'
import { isNonCompliant } from '../../src/core/finding.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { isRestore } from '../../src/core/step.ts'
import { circumstances } from '../support/builders.ts'
import { personWith } from './cooper.ts'
import { type AnnouncedChaos, DAY, MINUTE } from './run-announcements.ts'
import { bucketNamed, type Write } from './world.ts'

/** The laws that a run of announcements broke. */
export const brokenAnnouncements = (chaos: AnnouncedChaos): readonly string[] => [
  ...notBeforeItsDay(chaos),
  ...onlyWithAYes(chaos),
  ...notWhileInUse(chaos),
  ...once(chaos),
  ...nothingWaits(chaos),
  ...endsOnce(chaos),
  ...chaos.cooper.marks().map((mark) => `${mark} is still in the outbox`),
]

const told = ({ cooper: { notified, noted } }: AnnouncedChaos) => [...notified, ...noted]

const describe = ({ bucket, life, part, after, time }: Write) =>
  `${part} of ${bucket} ${life} after ${after} at ${new Date(time).toISOString()}`

/** A restore puts back what Cooper replaced. */
const isOfRestore = ({ after }: Write, { cooper }: AnnouncedChaos) =>
  cooper.entries().some(({ intent }) => intent.event.id === after && intent.steps.some(isRestore))

/** With grace, an old bucket is written on a day that people were notified of, or later. */
const notBeforeItsDay = (chaos: AnnouncedChaos): readonly string[] => {
  const { world, cooper, isProposing } = chaos
  if (isProposing) return []
  return world.writes
    .filter((write) => write.by === cooper.name && !isOfRestore(write, chaos))
    .filter(({ bucket, life, time }) => time - world.bornOf(bucket, life) > DAY + 60 * MINUTE)
    .filter(({ bucket, life, part, time }) => {
      const day = new Date(time).toISOString().slice(0, 10)
      return !told(chaos).some(
        (record) =>
          record.bucket === bucket &&
          Date.parse(record.time) >= world.bornOf(bucket, life) &&
          newIn(record).some((one) => partOf(one) === part && one.by === 'grace' && one.day <= day),
      )
    })
    .map((write) => `before its day: ${describe(write)}`)
}

/** Where access logs are asked, the policy of an old bucket is written after they said that nobody is hit, or do not tell. */
const notWhileInUse = (chaos: AnnouncedChaos): readonly string[] => {
  const { world, cooper, judged } = chaos
  if (!judged) return []
  return world.writes
    .filter(({ by, part }) => by === cooper.name && part === 'policy')
    .filter((write) => !isOfRestore(write, chaos))
    .filter(({ bucket, life, time }) => time - world.bornOf(bucket, life) > DAY + 60 * MINUTE)
    .filter(
      ({ bucket, time }) =>
        !judged.some(
          (one) =>
            one.bucket === bucket &&
            !one.isInUse &&
            one.time <= time &&
            time - one.time < 2 * DAY + 60 * MINUTE,
        ),
    )
    .map((write) => `while clients use it: ${describe(write)}`)
}

/** In the mode `propose`, nobody but a person who approved it writes. */
const onlyWithAYes = (chaos: AnnouncedChaos): readonly string[] => {
  const { world, cooper, isProposing, approvals } = chaos
  if (!isProposing) return []
  return world.writes
    .filter(({ by }) => by === cooper.name || by === personWith(cooper.name))
    .filter((write) => !approvals.has(write.after ?? '') && !isOfRestore(write, chaos))
    .map((write) => `without a yes: ${describe(write)}`)
}

/**
 * People get each announcement of a fix once, unless it was made, the bucket is another one, or a run could not write down that
 * it announced the fix. A proposal is another one as soon as the bucket changed.
 */
const once = (chaos: AnnouncedChaos): readonly string[] => {
  const { world, cooper } = chaos
  const records = distinct(told(chaos))
  return records.flatMap((record, index) =>
    newIn(record).flatMap((one) => {
      const earlier = records
        .slice(0, index)
        .findLast((other) => other.bucket === record.bucket && isRepeated(one, record, other))
      if (!earlier) return []
      const [from, to] = [Date.parse(earlier.time), Date.parse(record.time)]
      const isSettled = world.writes.some(
        (write) =>
          write.bucket === record.bucket && write.time >= from - LONGEST_PAUSE && write.time <= to,
      )
      const isAnswered = cooper
        .entries()
        .some(
          ({ started, intent: { undo, event } }) =>
            undo &&
            event.bucket.name === record.bucket &&
            Date.parse(started) >= from - LONGEST_ANSWER,
        )
      const wasBorn = [1, 2, 3, 4, 5, 6, 7, 8].some((life) => {
        const born = world.bornOf(record.bucket, life)
        return born > from - MINUTE && born <= to
      })
      const isRetry = earlier.id === record.id || isUnknown(chaos, one, earlier)
      return isSettled || isAnswered || wasBorn || isRetry
        ? []
        : [`announced twice: ${one.control} of ${record.bucket} by ${earlier.id} and ${record.id}`]
    }),
  )
}

/** Milliseconds that a run may need between its read of the bucket and its record. */
const LONGEST_PAUSE = 5 * MINUTE

/** Milliseconds in which an undo may have begun. */
const LONGEST_ANSWER = 20 * MINUTE

/** Whether the journal was not available after people were notified. */
const isUnknown = ({ cooper }: AnnouncedChaos, one: Announcement, { id }: RemediationRecord) =>
  !cooper
    .entries()
    .some(
      ({ record }) =>
        record?.id === id && newIn(record).some(({ control }) => control === one.control),
    )

/** After all days, with grace, every old bucket that can be written is compliant. */
const nothingWaits = ({ world, cooper, isProposing }: AnnouncedChaos): readonly string[] => {
  if (isProposing) return []
  return [...world.buckets].flatMap(([name, { policy, encryption, isLocked }]) => {
    if (isLocked) return []
    const posture = {
      bucket: bucketNamed(name),
      policy: { known: true, value: policy && parsePolicy(policy) } as const,
      encryption: { known: true, value: encryption } as const,
    }
    return assess(posture, circumstances(cooper.settings))
      .filter(isNonCompliant)
      .map(({ control }) => `waits for ever: ${control} of ${name}`)
  })
}

/** The end of a proposal that nobody answered is in one digest. */
const endsOnce = (chaos: AnnouncedChaos): readonly string[] => {
  const { world, cooper, isProposing } = chaos
  if (!isProposing) return []
  return [...world.buckets].flatMap(([name, { policy, encryption }]) => {
    const posture = {
      bucket: bucketNamed(name),
      policy: { known: true, value: policy && parsePolicy(policy) } as const,
      encryption: { known: true, value: encryption } as const,
    }
    const isOpen = assess(posture, circumstances(cooper.settings)).some(isNonCompliant)
    const last = distinct(told(chaos)).findLast(
      (record) =>
        record.bucket === name &&
        newIn(record).some(({ by, hasEnded }) => by === 'proposal' && !hasEnded),
    )
    const isOver = last?.announced?.some(({ day }) => Date.parse(day) < chaos.now - 2 * DAY)
    const ends = distinct(told(chaos)).filter((record) =>
      (record.announced ?? []).some(
        ({ id, hasEnded, isNew }) => id === last?.id && hasEnded && isNew,
      ),
    )
    if (!isOpen || !last || !isOver) return []
    return ends.length === 1
      ? []
      : [`the end of ${last.id} of ${name} is in ${ends.length} digests`]
  })
}

const newIn = ({ announced = [] }: RemediationRecord) =>
  announced.filter(({ isNew, hasEnded }) => isNew && !hasEnded)

/** A proposal of other controls is another one, and so is a day that was postponed. */
const isRepeated = (one: Announcement, record: RemediationRecord, other: RemediationRecord) =>
  newIn(other).some(
    ({ control, by, extensions = 0 }) =>
      control === one.control && by === one.by && (one.extensions ?? 0) <= extensions,
  ) &&
  (one.by === 'grace' || controlsIn(other) === controlsIn(record))

const controlsIn = (record: RemediationRecord) =>
  newIn(record)
    .map(({ control }) => control)
    .join()

const partOf = ({ control }: Announcement): Write['part'] =>
  ['tls-only', 'minimum-tls', 'upload-encryption'].includes(control) ? 'policy' : 'encryption'

/** The records without repeated notifications, in the order of their times. */
const distinct = (records: readonly RemediationRecord[]) =>
  records
    .filter(
      (one, index) =>
        records.findIndex(({ id, time }) => id === one.id && time === one.time) === index,
    )
    .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time))
