import { describe, expect, test } from 'vitest'
import { readEvent } from '../../../src/aws/events/read-event.ts'
import { isKeyOfEvent, keyOfChange } from '../../../src/core/journal/keys.ts'
import { sample } from '../../support/events.ts'

const HOME = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
const NOW = new Date('2026-11-28T09:00:00.000Z')

/** The event of a request that a sweep makes, or of a call, at a time that the sender chooses. */
const eventAt = (name: string, field: 'time' | 'eventTime', time: string) => {
  const event = readEvent(
    sample(name, ({ detail }) => {
      detail[field] = time
    }),
    HOME,
    NOW,
  )
  if (typeof event === 'string') throw new Error(event)
  return event
}

describe.each([
  ['bucket-check-requested.json', 'time'],
  ['create-bucket.json', 'eventTime'],
] as const)('the time in %s', (name, field) => {
  test.each([
    ['of CloudTrail is kept', '2026-11-28T08:59:07Z', '2026-11-28T08:59:07Z'],
    ['with a fraction is kept', '2026-11-28T08:59:07.123Z', '2026-11-28T08:59:07.123Z'],
    ['with an offset is told in UTC', '2026-11-28T13:59:07+05:00', '2026-11-28T08:59:07Z'],
    ['a little ahead is a clock that differs', '2026-11-28T09:00:30Z', '2026-11-28T09:00:30Z'],
    ['in the future counts as now', '2099-01-01T00:00:00Z', '2026-11-28T09:00:00Z'],
    [
      'in the future by its offset counts as now',
      '2026-11-28T08:59:07-05:00',
      '2026-11-28T09:00:00Z',
    ],
    ['before there was S3 counts as now', '1900-01-01T00:00:00Z', '2026-11-28T09:00:00Z'],
    ['that JavaScript cannot read counts as now', '2026-11-28T08:59:07+05', '2026-11-28T09:00:00Z'],
  ])('%s', (_reason, time, expected) => {
    expect(eventAt(name, field, time).time).toBe(expected)
  })

  test('never puts an entry before the newest one of the journal', () => {
    const newest = keyOfChange(eventAt(name, field, '2026-11-28T09:00:00Z'))
    for (const time of ['2099-01-01T00:00:00Z', '1900-01-01T00:00:00Z', '2026-01-01T00:00:00Z']) {
      expect(keyOfChange(eventAt(name, field, time)) >= newest, time).toBe(true)
    }
  })

  test('leaves the id in the key, whatever its offset', () => {
    const event = eventAt(name, field, '2026-11-28T13:59:07+05:00')
    expect(isKeyOfEvent(keyOfChange(event), event.id)).toBe(true)
  })
})
