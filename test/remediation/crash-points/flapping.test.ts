import { expect, test } from 'vitest'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import { account } from '../../support/account.ts'
import { OWNERS_STATEMENT, policyOf, SSE_S3 } from '../../support/builders.ts'
import { deathsIn } from '../../support/killable.ts'

const OLD = policyOf(OWNERS_STATEMENT)

/** A bucket that Cooper has mended as often as it may, and whose policy was put back once more. */
async function foughtOver() {
  const one = account({ policy: OLD, encryption: SSE_S3 }, { flappingLimit: 2 })
  for (const id of ['first', 'second']) await one.deliver(one.put(id, { policy: OLD }))
  expect(one.told.splice(0).map(({ outcome }) => outcome)).toEqual(['remediated', 'remediated'])
  return { ...one, event: one.put('third', { policy: OLD }), puts: () => one.puts().slice(2) }
}

test('killed at any point while a fight is declared: it is told, once it is told no more, and nothing is written', async () => {
  const { deliver, event } = await foughtOver()
  const { calls, end } = await deliver(event)
  expect(end).toBe('flapping')
  for (const death of deathsIn(calls)) {
    const where = `${death.when} call ${death.point}`
    const one = await foughtOver()
    await one.deliver(one.event, death)
    await one.deliver(one.event)
    expect(one.told.length, where).toBeGreaterThan(0)
    for (const record of one.told) {
      expect(record, where).toMatchObject({ id: 'third', outcome: 'flapping' })
      expect(emailOf(record), where).toContain('tls-only: fixed 2 times since')
    }
    expect(one.entries().every(isClosed), where).toBe(true)
    const heard = one.told.length
    await one.deliver(one.event)
    await one.deliver(one.put('fourth', { policy: OLD }))
    expect(one.told.length, where).toBe(heard)
    expect(one.puts(), where).toEqual([])
    expect(one.state.policy, where).toEqual(OLD)
  }
})
