import { expect, test } from 'vitest'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import { account } from '../../support/account.ts'
import { OWNERS_STATEMENT, policyOf, SSE_S3 } from '../../support/builders.ts'
import { killPointsIn } from '../../support/killable.ts'

const OLD = policyOf(OWNERS_STATEMENT)

/** A bucket that Cooper has remediated as often as the limit allows. Then its old policy was put once more. */
async function bucketAtFlappingLimit() {
  const one = account({ policy: OLD, encryption: SSE_S3 }, { flappingLimit: 2 })
  for (const id of ['first', 'second']) await one.deliver(one.put(id, { policy: OLD }))
  expect(one.notified.splice(0).map(({ outcome }) => outcome)).toEqual(['remediated', 'remediated'])
  return { ...one, event: one.put('third', { policy: OLD }), puts: () => one.puts().slice(2) }
}

test('a run that detects flapping is killed at any point: the next delivery notifies people, later ones do not, and nothing is written to the bucket', async () => {
  const { deliver, event } = await bucketAtFlappingLimit()
  const { calls, end } = await deliver(event)
  expect(end).toBe('flapping')
  for (const kill of killPointsIn(calls)) {
    const where = `${kill.when} call ${kill.point}`
    const one = await bucketAtFlappingLimit()
    await one.deliver(one.event, kill)
    await one.deliver(one.event)
    expect(one.notified.length, where).toBeGreaterThan(0)
    for (const record of one.notified) {
      expect(record, where).toMatchObject({ id: 'third', outcome: 'flapping' })
      expect(emailOf(record), where).toContain('tls-only: fixed 2 times since')
    }
    expect(one.entries().every(isClosed), where).toBe(true)
    const count = one.notified.length
    await one.deliver(one.event)
    await one.deliver(one.put('fourth', { policy: OLD }))
    expect(one.notified.length, where).toBe(count)
    expect(one.puts(), where).toEqual([])
    expect(one.state.policy, where).toEqual(OLD)
  }
})
