import * as v from 'valibot'
import { isDay } from '../../core/assessment/exempt-tag.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import { OUTCOMES } from '../../core/journal/record.ts'
import {
  AccountId,
  BucketName,
  EventId,
  IsoTime,
  PartitionName,
  RegionName,
} from '../events/values.ts'
import { ActorSchema, AnnouncementsSchema, ApprovalSchema, Day } from './announcement-schema.ts'
import { ReviewSchema } from './reviews/review-schema.ts'
import { StackSchema } from './stack-schema.ts'
import { ControlIds, SnapshotSchema, StatementChanges, StepSchema } from './step-schema.ts'

// Loose objects keep the fields of a later Cooper where an entry is completed.
const Bucket = {
  account: AccountId,
  region: RegionName,
  partition: PartitionName,
}

const DayOrTime = v.pipe(
  v.string(),
  v.check((text) => isDay(text) || v.is(IsoTime, text), 'must be a day, or a time in ISO 8601'),
)

export const UndoSchema = v.looseObject({
  of: v.exactOptional(v.string()),
  until: v.nullable(DayOrTime),
  controls: ControlIds,
  rejection: v.exactOptional(v.string()),
})

const LostUpdateSchema = v.looseObject({
  put: SnapshotSchema,
  current: SnapshotSchema,
  step: v.exactOptional(StepSchema),
})

const names = v.array(v.string())

const Findings = v.array(
  v.looseObject({
    control: v.picklist(CONTROL_IDS),
    title: v.string(),
    mapping: v.looseObject({
      securityHub: names,
      config: names,
      cis: names,
      pciDss: names,
      nist: names,
      page: v.string(),
    }),
    verdict: v.picklist(['compliant', 'non-compliant', 'unknown', 'exempt', 'not-applicable']),
    reason: v.string(),
    exemption: v.exactOptional(
      v.looseObject({ by: v.string(), reason: v.string(), until: v.exactOptional(Day) }),
    ),
  }),
)

export const BucketSchema = v.looseObject({ name: BucketName, ...Bucket })

export const EventSchema = v.looseObject({
  id: EventId,
  name: v.string(),
  time: IsoTime,
  bucket: BucketSchema,
  actor: ActorSchema,
  put: v.exactOptional(SnapshotSchema),
  approval: v.exactOptional(ApprovalSchema),
})

const IntentSchema = v.looseObject({
  event: EventSchema,
  findings: Findings,
  steps: v.array(StepSchema),
  before: SnapshotSchema,
  lostUpdate: v.exactOptional(LostUpdateSchema),
  undo: v.exactOptional(UndoSchema),
})

const StepResults = v.array(
  v.looseObject({
    step: StepSchema,
    status: v.picklist(['planned', 'done', 'unneeded', 'failed', 'interrupted']),
    statements: v.exactOptional(StatementChanges),
    failure: v.exactOptional(
      v.looseObject({ code: v.string(), reason: v.string(), remedy: v.string() }),
    ),
    window: v.exactOptional(
      v.looseObject({ asked: IsoTime, read: v.exactOptional(IsoTime), written: IsoTime }),
    ),
  }),
)

export const JournalRecord = v.looseObject({
  version: v.literal(1),
  id: EventId,
  time: IsoTime,
  bucket: BucketName,
  ...Bucket,
  event: v.looseObject({ id: EventId, name: v.string(), time: IsoTime }),
  actor: ActorSchema,
  findings: Findings,
  steps: StepResults,
  before: SnapshotSchema,
  after: SnapshotSchema,
  remaining: Findings,
  outcome: v.picklist(OUTCOMES),
  lostUpdate: v.exactOptional(LostUpdateSchema),
  announced: v.exactOptional(AnnouncementsSchema),
  review: v.exactOptional(ReviewSchema),
  approval: v.exactOptional(ApprovalSchema),
  flapping: v.exactOptional(
    v.array(
      v.looseObject({
        control: v.picklist(CONTROL_IDS),
        times: v.number(),
        since: IsoTime,
        until: IsoTime,
        by: v.array(ActorSchema),
      }),
    ),
  ),
  unreadable: v.exactOptional(names),
  stack: v.exactOptional(StackSchema),
  undo: v.exactOptional(UndoSchema),
  undoCommand: v.exactOptional(v.string()),
})

const EntrySchema = v.looseObject({
  version: v.literal(1),
  started: IsoTime,
  run: v.exactOptional(v.string()),
  resumed: v.exactOptional(v.looseObject({ run: v.string(), at: IsoTime })),
  abandoned: v.exactOptional(v.literal(true)),
  intent: IntentSchema,
  record: v.exactOptional(JournalRecord),
  notified: v.exactOptional(names),
  unneeded: v.exactOptional(v.literal(true)),
})

const EntryText = v.pipe(v.string(), v.parseJson(), EntrySchema)

/** `undefined`: the text is empty, cut off, of a later version, or not an entry of this bucket. */
export function parseEntry(text: string, bucket: string): JournalEntry | undefined {
  const { success, output } = v.safeParse(EntryText, text, { abortEarly: true })
  const isOwn = success && output.intent.event.bucket.name === bucket
  return isOwn ? (output as unknown as JournalEntry) : undefined
}
