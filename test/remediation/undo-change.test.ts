import { expect, test } from 'vitest'
import { readPosture } from '../../src/check/read-bucket.ts'
import type { UndoCalls } from '../../src/core/bucket-calls.ts'
import { planUndo } from '../../src/core/journal/plan-undo.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Ports } from '../../src/core/ports.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import type { Result } from '../../src/remediation/result.ts'
import { undoChange } from '../../src/remediation/undo-change.ts'
import {
  BUCKET,
  bucketEvent,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3, type State } from '../support/fake-s3.ts'

const OLD = policyOf(OWNERS_STATEMENT)

function recordIn(result: Result) {
  if ('version' in result) return result
  throw new Error('Cooper should have changed something')
}

/** A bucket that Cooper has remediated, and the undo of that change by a person. */
async function remediated(script: Parameters<typeof fakeS3>[1] = {}) {
  const { s3, state } = fakeS3({ policy: OLD, encryption: SSE_S3 }, script)
  const { journal } = fakeJournal()
  let now = Date.parse('2026-11-20T09:30:02Z')
  const undoable: UndoCalls = {
    ...s3,
    deletePolicy: async () => undefined,
    deleteEncryption: async () => undefined,
  }
  const { ports, notified } = fakePorts({
    s3: undoable,
    journal,
    now: () => new Date(now),
    wait: async (milliseconds) => {
      now += milliseconds
    },
  })
  const event = (id: string) =>
    bucketEvent({ id, time: new Date(now - 2000).toISOString().replace(/\.\d+Z$/, 'Z') })
  const record = recordIn(await remediateBucket(event('first'), SETTINGS, ports))
  const undo = async (through: Partial<UndoCalls> = {}, others: Partial<Ports> = {}) => {
    const posture = await readPosture(BUCKET, s3)
    if (!posture) throw new Error('The bucket should exist')
    const plan = planUndo(record, posture, false)
    const { controls } = plan
    const by = { of: record.id, until: '2026-12-20', controls }
    return undoChange(
      { id: 'undo-1', actor: bucketEvent().actor, posture, plan, undo: by },
      { ...ports, ...others, s3: { ...ports.s3, ...through } },
    )
  }
  const deliver = () => remediateBucket(event('later'), SETTINGS, ports)
  return { s3, state, journal, notified, record, undo, deliver }
}

test('an undo that reads show only after a while succeeds, and Cooper respects the hold', async () => {
  const { s3, state, undo, deliver } = await remediated()
  const lagging = state.policy && parsePolicy(state.policy)
  let reads = 0
  const readPolicy: UndoCalls['readPolicy'] = (bucket) => {
    reads += 1
    // The first read is the one right before the put.
    return reads > 1 && reads < 5
      ? Promise.resolve({ known: true, value: lagging })
      : s3.readPolicy(bucket)
  }
  expect((await undo({ readPolicy })).outcome).toBe('undone')
  expect((await deliver()).outcome).toBe('exempt')
  expect(state.policy).toEqual(OLD)
})

test('an undo keeps a statement that somebody added between a write by Cooper and the read after it', async () => {
  const another = { ...OWNERS_STATEMENT, Sid: 'Another' }
  const otherPolicy = policyOf(OWNERS_STATEMENT, another, tlsOnlyStatement(BUCKET))
  const putOther = (state: State) => {
    state.policy = otherPolicy
    return undefined
  }
  // The first read, the read right before the put, and the read after it.
  const { record, state } = await remediated({
    readPolicy: [() => undefined, () => undefined, putOther],
  })
  expect(record.after.policy).toEqual(otherPolicy)
  const live = posture({ policy: state.policy ?? null })
  expect(planUndo(record, live, false)).toMatchObject({ changed: ['policy'], steps: [] })
  expect(planUndo(record, live, true).steps).toMatchObject([
    { value: policyOf(OWNERS_STATEMENT, another) },
  ])
})

test('a journal that fails after the write does not hide the undo: people are notified, and the error says what was done', async () => {
  const { state, journal, notified, undo } = await remediated()
  const amend = () => Promise.reject(new Error('The journal is closed'))
  await expect(undo({}, { journal: { ...journal, amend } })).rejects.toThrow(
    'The bucket was handled (undone), but its record is not in the journal: The journal is closed',
  )
  expect(state.policy).toEqual(OLD)
  expect(notified.at(-1)).toMatchObject({ outcome: 'undone', steps: [{ status: 'done' }] })
})
