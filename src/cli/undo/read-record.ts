import * as v from 'valibot'
import { parseWith } from '../../aws/events/parse-with.ts'
import { AccountId, BucketName, PartitionName, RegionName } from '../../aws/events/values.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import { DEFAULT_ENCRYPTIONS } from '../../core/settings.ts'
import { readJson } from '../terminal/read-json-file.ts'

const policy = v.nullable(v.custom<object>(isPolicy, 'must be a bucket policy or null'))

const rule = v.nullable(v.looseObject({}, 'must be an encryption rule or null'))

const SnapshotSchema = v.object({
  policy: v.exactOptional(policy),
  encryption: v.exactOptional(rule),
})

const controlIds = v.array(v.picklist(CONTROL_IDS))

const MinimumSchema = v.looseObject({
  encryption: v.picklist(DEFAULT_ENCRYPTIONS),
  keysAllowed: v.array(v.string()),
})

const putOf = <const Name extends string, Schema extends v.GenericSchema>(
  name: Name,
  change: Schema,
) =>
  v.looseObject({
    action: v.literal('put'),
    attribute: v.literal(name),
    controls: controlIds,
    change,
  })

const restoreOf = <const Name extends string, Schema extends v.GenericSchema>(
  name: Name,
  value: Schema,
) =>
  v.looseObject({
    action: v.literal('restore'),
    attribute: v.literal(name),
    controls: controlIds,
    value,
  })

const StepSchema = v.variant('action', [
  v.variant('attribute', [
    putOf(
      'policy',
      v.looseObject({
        required: v.array(v.looseObject({ Sid: v.string() })),
        obsolete: v.array(v.string()),
      }),
    ),
    putOf('encryption', v.looseObject({ minimum: v.optional(MinimumSchema) })),
  ]),
  v.variant('attribute', [restoreOf('policy', policy), restoreOf('encryption', rule)]),
])

const ChangeSchema = v.object({
  sid: v.string(),
  change: v.picklist(['added', 'replaced', 'removed']),
})

// The fields that an undo uses. All others are for people.
const RecordSchema = v.looseObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(128)),
  bucket: BucketName,
  account: AccountId,
  region: RegionName,
  partition: PartitionName,
  steps: v.array(
    v.looseObject({
      status: v.string(),
      step: StepSchema,
      statements: v.exactOptional(v.array(ChangeSchema)),
    }),
  ),
  before: v.optional(SnapshotSchema, {}),
  after: v.optional(SnapshotSchema, {}),
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

function isPolicy(value: unknown): boolean {
  try {
    parsePolicy(value)
    return true
  } catch {
    return false
  }
}
