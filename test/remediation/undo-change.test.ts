import { describe, expect, test } from 'vitest'
import { readPosture } from '../../src/check/read-bucket.ts'
import type { UndoCalls } from '../../src/core/bucket-calls.ts'
import { planUndo } from '../../src/core/journal/plan-undo.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Ports } from '../../src/core/ports.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { findInterruptedUndo } from '../../src/remediation/find-interrupted-run.ts'
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
const ANOTHER_PERSON = {
  ...bucketEvent().actor,
  arn: 'arn:aws:iam::123456789012:user/another',
}

function recordIn(result: Result) {
  if ('version' in result) return result
  throw new Error('Cooper should have changed something')
}

/** A bucket that Cooper has remediated, and the undo of that change by a person. */
async function remediated(script: Parameters<typeof fakeS3>[1] = {}) {
  const { s3, state } = fakeS3({ policy: OLD, encryption: SSE_S3 }, script)
  const { journal, entries, marks } = fakeJournal()
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
  let undos = 0
  const undo = async (
    through: Partial<UndoCalls> = {},
    others: Partial<Ports> = {},
    actor = bucketEvent().actor,
  ) => {
    const posture = await readPosture(BUCKET, s3)
    if (!posture) throw new Error('The bucket should exist')
    const plan = planUndo(record, posture, false)
    const { controls } = plan
    const by = { of: record.id, until: '2026-12-20', controls }
    undos += 1
    const id = `undo-${undos}`
    const all = { ...ports, ...others, run: `run-of-${id}`, s3: { ...ports.s3, ...through } }
    const interrupted = await findInterruptedUndo(record.id, BUCKET, actor, all)
    return undoChange({ id, actor, posture, plan, undo: by, interrupted }, all)
  }
  const deliver = () => remediateBucket(event('later'), SETTINGS, ports)
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { s3, state, journal, entries, marks, notified, ports, record, undo, deliver, pass }
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
  expect((await undo({ readPolicy })).record.outcome).toBe('undone')
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

describe('an undo that is not complete says what it did, and the same person resumes it at once', () => {
  const broken = () => Promise.reject(new Error('out of order'))
  const FAILURES: ReadonlyArray<readonly [string, (ports: Ports) => Partial<Ports>, string]> = [
    [
      'the journal fails after the write',
      ({ journal }) => ({ journal: { ...journal, amend: broken } }),
      'The bucket was handled (undone), but its record is not in the journal: out of order',
    ],
    ['the topic fails', () => ({ notify: broken }), 'out of order'],
    [
      'the journal fails after the notification',
      ({ journal }) => ({
        journal: {
          ...journal,
          amend: (place, entry) => (entry.notified ? broken() : journal.amend(place, entry)),
        },
      }),
      'out of order',
    ],
  ]
  test.each(FAILURES)('%s', async (_, fail, message) => {
    const { state, entries, marks, notified, ports, undo } = await remediated()
    const first = await undo({}, fail(ports))
    expect(first).toMatchObject({ record: { outcome: 'undone', steps: [{ status: 'done' }] } })
    expect(first.error).toHaveProperty('message', message)
    expect(state.policy).toEqual(OLD)
    const second = await undo()
    expect(second.error).toBeUndefined()
    expect(second.record).toMatchObject({ id: 'undo-1', steps: [{ status: 'done' }] })
    expect(notified.at(-1)).toMatchObject({ outcome: 'undone', steps: [{ status: 'done' }] })
    const [, ...undos] = entries()
    expect(undos).toMatchObject([{ notified: ['sns'], record: { outcome: 'undone' } }])
    expect(marks()).toEqual([])
  })

  test('and says so in its entry, so that another person resumes it too', async () => {
    const { entries, undo } = await remediated()
    await undo({}, { notify: broken })
    expect(entries().at(-1)).toMatchObject({ abandoned: true, record: { outcome: 'undone' } })
    expect((await undo({}, {}, ANOTHER_PERSON)).record.id).toBe('undo-1')
  })
})

test('another person does not take over an undo that may still be in progress', async () => {
  const { ports, journal, entries, pass, undo } = await remediated()
  const open: Ports['journal']['open'] = async (entry) => {
    await ports.journal.open(entry)
    throw new Error('killed')
  }
  await expect(undo({}, { journal: { ...journal, open } })).rejects.toThrow('killed')
  await expect(undo({}, {}, ANOTHER_PERSON)).rejects.toThrow(
    /an undo of it by arn:.* is still in progress\. Try again in 15 minutes/,
  )
  expect(entries()).toHaveLength(2)
  pass(16 * 60_000)
  expect((await undo({}, {}, ANOTHER_PERSON)).record).toMatchObject({
    ...{ id: 'undo-1', outcome: 'undone' },
  })
})
