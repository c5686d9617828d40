import * as v from 'valibot'
import { parseWith } from '../../aws/events/parse-with.ts'
import {
  AccountId,
  BucketName,
  EventId,
  IsoTime,
  PartitionName,
  RegionName,
} from '../../aws/events/values.ts'
import { UndoSchema } from '../../aws/journal/entry-schema.ts'
import { SnapshotSchema, StatementChanges, StepSchema } from '../../aws/journal/step-schema.ts'
import { OUTCOMES, type RemediationRecord } from '../../core/journal/record.ts'
import { readJson } from '../terminal/read-json-file.ts'

// The fields that an undo uses. All others are for people.
const RecordSchema = v.looseObject({
  version: v.literal(1),
  id: EventId,
  bucket: BucketName,
  account: AccountId,
  region: RegionName,
  partition: PartitionName,
  steps: v.array(
    v.looseObject({
      status: v.string(),
      step: StepSchema,
      statements: v.exactOptional(StatementChanges),
    }),
  ),
  before: v.optional(SnapshotSchema, {}),
  after: v.optional(SnapshotSchema, {}),
  time: v.exactOptional(IsoTime),
  outcome: v.exactOptional(v.picklist(OUTCOMES)),
  undo: v.exactOptional(UndoSchema),
})

/** A record from a file or, for `-`, from standard input: Cooper's message as JSON, with or without the envelope of SNS. */
export async function readRecord(file: string): Promise<RemediationRecord> {
  const found = unwrapMessage(await readJson(file))
  const cannotRead = (path = 'it', problem: string) =>
    new Error(`Cannot read a record in ${JSON.stringify(file)}: ${path}: ${problem}`)
  return parseWith(RecordSchema, found, cannotRead) as unknown as RemediationRecord
}

// SNS delivers {"Message": "…"}; the message is {"default": "…"}; the journal keeps {"intent", "record"}.
function unwrapMessage(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { Message, default: text, record } = value as Partial<{ [name: string]: unknown }>
  if (typeof record === 'object') return record
  const inner = Message ?? text
  return typeof inner === 'string' ? unwrapMessage(parseMessage(inner)) : value
}

function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('Cannot read the message in the file: it is not JSON')
  }
}
