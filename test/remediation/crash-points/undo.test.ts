import { describe, expect, test } from 'vitest'
import { readPosture } from '../../../src/check/read-bucket.ts'
import { findChange } from '../../../src/cli/undo/find-change.ts'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { holdsIn } from '../../../src/core/journal/holds.ts'
import { planUndo } from '../../../src/core/journal/plan-undo.ts'
import { findInterruptedUndo } from '../../../src/remediation/find-interrupted-run.ts'
import { undoChange } from '../../../src/remediation/undo-change.ts'
import { type Account, account } from '../../support/account.ts'
import { BUCKET, bucketEvent, OWNERS_STATEMENT, policyOf, rule } from '../../support/builders.ts'
import { type KillPoint, killable, killPointsIn } from '../../support/killable.ts'

const START = { policy: policyOf(OWNERS_STATEMENT), encryption: rule('aws:kms') }
const UNTIL = '2026-12-20'

async function remediated() {
  const one = account(START)
  await one.deliver(bucketEvent())
  const [remediation] = one.notified.splice(0)
  expect(remediation).toMatchObject({ outcome: 'remediated', steps: [{ status: 'done' }, {}] })
  return one
}

const CALLER = {
  arn: 'arn:aws:iam::123456789012:user/operator',
  account: BUCKET.account,
  region: BUCKET.region,
}

/** A person runs `cooper undo`, in a process of its own. */
async function undo({ ports, pass }: Account, required?: string, kill?: KillPoint) {
  const deletions = { deletePolicy: async () => undefined, deleteEncryption: async () => undefined }
  const daysKept = async () => ({ known: true, value: undefined }) as const
  const person = { ...ports, daysKept, s3: { ...ports.s3, ...deletions } }
  const { ports: killablePorts, killed, calls } = killable(person, kill)
  const run = async () => {
    const { account } = CALLER
    const access = { caller: CALLER, account, portsOf: () => person, hasJournal: true }
    const found = await findChange(BUCKET.name, required, access)
    if (!('record' in found)) throw new Error('Cannot find the record')
    const { record } = found
    const posture = await readPosture(BUCKET, ports.s3)
    if (!posture) throw new Error('Cannot find the bucket')
    const plan = planUndo(record, posture, false)
    expect(plan.changed).toEqual([])
    const until = record.undo?.until ? null : UNTIL
    const { actor } = bucketEvent()
    const id = `undo-${ports.now().getTime()}`
    const request = { of: record.id, until, controls: plan.controls }
    const interrupted = await findInterruptedUndo(record.id, BUCKET, actor, person)
    const work = { id, actor, posture, plan, undo: request, interrupted }
    return (await undoChange(work, killablePorts)).record.outcome
  }
  const end = await Promise.race([run(), killed])
  pass(10_000)
  return { end, calls: calls() }
}

/** The points at which a kill interrupts an undo. After the last call it is complete. */
const killPoints = (calls: number) => killPointsIn(calls).slice(0, -1)

const holds = ({ entries }: Account, today = '2026-11-21') => holdsIn(entries(), today)

describe.each([
  ['the last change', undefined],
  ['a change named by its id', bucketEvent().id],
])('an undo of %s is killed', (_, required) => {
  test('at any point: the same command completes it, and Cooper respects the hold', async () => {
    const { calls } = await undo(await remediated(), required)
    expect(calls).toBeGreaterThan(8)
    for (const kill of killPoints(calls)) {
      const where = `${kill.when} call ${kill.point}`
      const one = await remediated()
      expect((await undo(one, required, kill)).end, where).toBe('killed')
      expect((await undo(one, required)).end, where).toBe('undone')
      expect(one.state, where).toEqual(START)
      expect(holds(one), where).toMatchObject([
        { control: 'bucket-key', until: UNTIL },
        { control: 'tls-only', until: UNTIL },
      ])
      const undos = one.entries().filter(({ intent }) => intent.undo)
      expect(undos.map(isClosed), where).toEqual([true])
      expect(one.marks(), where).toEqual([])
      expect(one.notified.at(-1), where).toMatchObject({
        outcome: 'undone',
        undo: { of: bucketEvent().id },
      })

      const count = one.notified.length
      await one.deliver(bucketEvent())
      await one.deliver(one.put('later', { policy: policyOf(OWNERS_STATEMENT) }))
      expect(one.notified.length, where).toBe(count)
      expect(one.state, where).toEqual(START)
    }
  })
})

test('an undo that was killed and then completed can be undone', async () => {
  const { calls } = await undo(await remediated())
  for (const kill of killPoints(calls)) {
    const where = `${kill.when} call ${kill.point}`
    const one = await remediated()
    await undo(one, undefined, kill)
    await undo(one)
    // Without an id, the command would only say that the change was already undone.
    const last = one.entries().findLast(({ record }) => record?.undo)
    expect((await undo(one, last?.intent.event.id)).end, where).toBe('undone')
    expect(holds(one), where).toEqual([])
    await one.deliver(one.put('later', START))
    expect(one.notified.at(-1), where).toMatchObject({ outcome: 'remediated' })
  }
})

test('the open entry of a killed undo does not count as a later write: a put that was replaced on purpose causes no notification', async () => {
  const one = await remediated()
  const { calls } = await undo(await remediated())
  expect(calls).toBeGreaterThan(4)
  await undo(one, undefined, { point: 2, when: 'before' })
  one.pass(20 * 60_000)
  const replaced = one.put('replaced', {
    policy: policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' }),
  })
  const kept = one.put('kept', { policy: START.policy })
  const count = one.notified.length
  await one.deliver(replaced)
  await one.deliver(kept)
  expect(one.notified.length).toBe(count)
})
