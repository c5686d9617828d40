import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { isAccountId, isBucketName, isPartition } from '../core/bucket.ts'
import { CONTROL_IDS } from '../core/controls/ids.ts'
import { parsePolicy } from '../core/policy/parse.ts'
import type { RemediationRecord } from '../core/record.ts'

const policy = v.nullable(v.custom<object>(isPolicy, 'must be a bucket policy or null'))

const rule = v.nullable(v.looseObject({}, 'must be an encryption rule or null'))

const Snapshot = v.object({ policy: v.exactOptional(policy), encryption: v.exactOptional(rule) })

const controls = v.array(v.picklist(CONTROL_IDS))

const Step = v.variant('type', [
  v.looseObject({
    ...{ type: v.literal('put-bucket-policy'), controls },
    ...{ wanted: v.array(v.looseObject({ Sid: v.string() })), retired: v.array(v.string()) },
  }),
  v.looseObject({
    ...{ type: v.literal('put-bucket-encryption'), controls, demand: v.looseObject({}) },
  }),
  v.looseObject({ type: v.literal('restore-bucket-policy'), controls, policy }),
  v.looseObject({ type: v.literal('restore-bucket-encryption'), controls, rule }),
])

const Change = v.object({ sid: v.string(), change: v.picklist(['added', 'replaced', 'removed']) })

// What an undo rests on. All else of a record is for people.
const Record = v.looseObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(128)),
  bucket: v.pipe(v.string(), v.check(isBucketName, 'must be the name of a bucket')),
  account: v.pipe(v.string(), v.check(isAccountId, 'must be an account id of 12 digits')),
  region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{5,32}$/, 'must be a region')),
  partition: v.pipe(v.string(), v.check(isPartition, 'must be a partition such as aws-cn')),
  steps: v.array(
    v.looseObject({ status: v.string(), step: Step, statements: v.exactOptional(v.array(Change)) }),
  ),
  before: v.optional(Snapshot, {}),
  after: v.optional(Snapshot, {}),
})

/** A record from a file or, for `-`, from standard input: Cooper's message as JSON, as it is in whatever SNS put around it. */
export async function readRecord(file: string): Promise<RemediationRecord> {
  const found = unwrapped(parseJson(await contentOf(file), file))
  const result = v.safeParse(Record, found, { abortEarly: true })
  if (result.success) return result.output as unknown as RemediationRecord
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? 'it'
  throw new Error(`Cannot read a record in ${JSON.stringify(file)}: ${path}: ${issue.message}`)
}

async function contentOf(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new Error(`Cannot read the file ${JSON.stringify(file)} (${reason})`, { cause })
  }
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    throw new Error(`Cannot read a record in ${JSON.stringify(file)}: it is not JSON`)
  }
}

// SNS delivers {"Message": "…"}; the message is {"default": "…"}; the journal keeps {"intent", "record"}.
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { Message, default: text, record } = value as Partial<{ [name: string]: unknown }>
  if (typeof record === 'object') return record
  const inner = Message ?? text
  return typeof inner === 'string' ? unwrapped(parseJson(inner, 'the message')) : value
}

function isPolicy(value: unknown): boolean {
  try {
    parsePolicy(value)
    return true
  } catch {
    return false
  }
}
