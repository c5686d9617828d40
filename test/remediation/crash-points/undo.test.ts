import { describe, expect, test } from 'vitest'
import { readPosture } from '../../../src/check/read-bucket.ts'
import { findRecord } from '../../../src/cli/undo/find-record.ts'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { holdsIn } from '../../../src/core/journal/holds.ts'
import { planUndo } from '../../../src/core/journal/plan-undo.ts'
import { undoChange } from '../../../src/remediation/undo-change.ts'
import { type Account, account } from '../../support/account.ts'
import { BUCKET, bucketEvent, OWNERS_STATEMENT, policyOf, rule } from '../../support/builders.ts'
import { type Death, deathsIn, killable } from '../../support/killable.ts'

const START = { policy: policyOf(OWNERS_STATEMENT), encryption: rule('aws:kms') }
const UNTIL = '2026-12-20'

async function mended() {
  const one = account(START)
  await one.deliver(bucketEvent())
  const [mend] = one.told.splice(0)
  expect(mend).toMatchObject({ outcome: 'remediated', steps: [{ status: 'done' }, {}] })
  return one
}

const CALLER = {
  arn: 'arn:aws:iam::123456789012:user/operator',
  account: BUCKET.account,
  region: BUCKET.region,
}

/** A person's `cooper undo`, from the record on; a process of its own. */
async function undo({ ports, pass }: Account, required?: string, death?: Death) {
  const deletions = { deletePolicy: async () => undefined, deleteEncryption: async () => undefined }
  const person = { ...ports, s3: { ...ports.s3, ...deletions } }
  const { ports: mortal, killed, calls } = killable(person, death)
  const run = async () => {
    const access = { caller: CALLER, portsOf: () => person, hasJournal: true }
    const record = await findRecord(BUCKET.name, required, access)
    const posture = await readPosture(BUCKET, ports.s3)
    if (!posture) throw new Error('Cannot find the bucket')
    const plan = planUndo(record, posture, false)
    expect(plan.changed).toEqual([])
    const until = record.undo?.until ? null : UNTIL
    const { actor } = bucketEvent()
    const id = `undo-${ports.now().getTime()}`
    const its = { of: record.id, until, controls: plan.controls }
    return (await undoChange({ id, actor, posture, plan, undo: its }, mortal)).outcome
  }
  const end = await Promise.race([run(), killed])
  pass(10_000)
  return { end, calls: calls() }
}

/** After its last call an undo is complete. */
const deaths = (calls: number) => deathsIn(calls).slice(0, -1)

const holds = ({ entries }: Account, today = '2026-11-21') => holdsIn(entries(), today)

describe.each([
  ['the last change', undefined],
  ['the change that the message names', bucketEvent().id],
])('a person undoes %s, and is cut off', (_, required) => {
  test('at any point: the same command again ends it, and the bot heeds it', async () => {
    const { calls } = await undo(await mended(), required)
    expect(calls).toBeGreaterThan(8)
    for (const death of deaths(calls)) {
      const where = `${death.when} call ${death.point}`
      const one = await mended()
      expect((await undo(one, required, death)).end, where).toBe('killed')
      expect((await undo(one, required)).end, where).toBe('undone')
      expect(one.state, where).toEqual(START)
      expect(holds(one), where).toMatchObject([
        { control: 'bucket-key', until: UNTIL },
        { control: 'tls-only', until: UNTIL },
      ])
      const done = one.entries().filter(({ intent }) => intent.undo)
      expect(done.filter(isClosed).length, where).toBeGreaterThan(0)
      expect(one.told.at(-1), where).toMatchObject({
        outcome: 'undone',
        undo: { of: bucketEvent().id },
      })

      const heard = one.told.length
      await one.deliver(bucketEvent())
      await one.deliver(one.put('later', { policy: policyOf(OWNERS_STATEMENT) }))
      expect(one.told.length, where).toBe(heard)
      expect(one.state, where).toEqual(START)
    }
  })
})

test('an undo that was cut off and ended is undone like any other', async () => {
  const { calls } = await undo(await mended())
  for (const death of deaths(calls)) {
    const where = `${death.when} call ${death.point}`
    const one = await mended()
    await undo(one, undefined, death)
    await undo(one)
    expect((await undo(one)).end, where).toBe('undone')
    expect(holds(one), where).toEqual([])
    await one.deliver(one.put('later', START))
    expect(one.told.at(-1), where).toMatchObject({ outcome: 'remediated' })
  }
})

test('what a killed undo left open is not taken for a write of a later time: nobody is asked for what they replaced', async () => {
  const one = await mended()
  const { calls } = await undo(await mended())
  expect(calls).toBeGreaterThan(4)
  await undo(one, undefined, { point: 2, when: 'before' })
  one.pass(20 * 60_000)
  const replaced = one.put('replaced', {
    policy: policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' }),
  })
  const kept = one.put('kept', { policy: START.policy })
  const heard = one.told.length
  await one.deliver(replaced)
  await one.deliver(kept)
  expect(one.told.length).toBe(heard)
})
