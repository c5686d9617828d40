import { expect, test } from 'vitest'
import { cases } from '../support/cases.ts'
import { brokenAnnouncements } from './laws-of-announcements.ts'
import { type AnnouncedChaos, runAnnouncements } from './run-announcements.ts'

const SEEDS = cases(200)

const happened = {
  announced: 0,
  fixed: 0,
  approved: 0,
  rejected: 0,
  ended: 0,
  killed: 0,
  deleted: 0,
  postponed: 0,
}

function count({ world, cooper, approvals, rejections, killed }: AnnouncedChaos) {
  const records = [...cooper.notified, ...cooper.noted]
  const has = (outcome: string) => records.filter((record) => record.outcome === outcome).length
  happened.announced += has('announced') + has('proposed')
  happened.fixed += has('remediated')
  happened.approved += world.writes.filter(({ after = '' }) => approvals.has(after)).length
  happened.rejected += rejections
  happened.ended += has('lapsed')
  happened.killed += killed
  happened.deleted += world.deleted()
  happened.postponed += records.filter(({ announced = [] }) =>
    announced.some(({ isNew, extensions }) => isNew && extensions),
  ).length
}

test(`nothing is written before its day or without a yes, in ${SEEDS} seeds`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chaos = await runAnnouncements(seed)
    count(chaos)
    expect(brokenAnnouncements(chaos), `seed ${seed}`).toEqual([])
  }
})

test('each kind of situation occurred', () => {
  expect(Object.entries(happened).filter(([, times]) => times === 0)).toEqual([])
})
