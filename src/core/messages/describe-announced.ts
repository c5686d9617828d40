import { describeAnnouncement, proposalId } from '../announcements/announcement.ts'
import { EXEMPT_TAG } from '../assessment/exempt-tag.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { commandOf, inMember } from '../journal/undo-command.ts'
import { keepName, printable } from '../printable.ts'
import { describeChanges } from './describe-changes.ts'
import { exemptTagFor } from './exempt-tag-for.ts'
import { controlOf } from './if-something-breaks.ts'

/** What is announced, and how people can answer, for people and programs. Texts are printable, commands can be pasted. */
export interface AnnouncedTexts {
  readonly when: readonly string[]
  /** The difference, line by line with + and -. */
  readonly change: readonly string[]
  readonly mayHit: readonly string[]
  /** Absent: all proposals have ended. */
  readonly answers?: Answers
}

/** A command is absent if it makes no sense, or if no shell could pass the name on. */
export interface Answers {
  readonly fixNow?: string
  readonly approve?: string
  readonly reject?: string
  /** The key and the value of the tag that exempts the bucket. The reason follows the value. */
  readonly exempt: { readonly tag: string; readonly value: string }
}

/** `undefined`: the record announces nothing. */
export function describeAnnounced(record: RemediationRecord): AnnouncedTexts | undefined {
  const { announced = [], time } = record
  if (announced.length === 0) return undefined
  const today = time.slice(0, 10)
  // What Cooper only reports may still be fixed by a person.
  const open = announced.filter(({ hasEnded, because }) => !hasEnded || because)
  const bucket = { ...record, name: record.bucket }
  return {
    when: announced.map((one) => {
      const text = describeAnnouncement(one, record.bucket, today)
      return keepName(`${one.control}: ${printable(text)}`, record.bucket)
    }),
    change: describeChanges(record, open),
    mayHit: open.flatMap((one) => {
      const control = controlOf(one)
      return control ? [`${one.control}: ${control.ifItBreaks(bucket)}`] : []
    }),
    ...(open.length > 0 && { answers: answersTo(record, open) }),
  }
}

function answersTo(record: RemediationRecord, open: Announced): Answers {
  const { bucket, time } = record
  const controls = [...new Set(open.map(({ control }) => control))]
  const proposal = open.find(({ by }) => by === 'proposal')
  const id = proposal && proposalId({ bucket, id: proposal.id })
  const fixNow = open.some(({ by }) => by === 'grace') && commandOf('fix', bucket)
  const approve = id && commandOf('approve', id)
  const reject = id && commandOf('reject', id)
  return {
    ...(fixNow && { fixNow }),
    ...(approve && { approve: inMember(approve, record) }),
    ...(reject && { reject: inMember(`${reject} --reason "why"`, record) }),
    exempt: { tag: EXEMPT_TAG, value: exemptTagFor(controls, time) },
  }
}

type Announced = NonNullable<RemediationRecord['announced']>
