import { expect, test } from 'vitest'
import { cases } from '../../support/cases.ts'
import { runStackChaos } from './run-stack-chaos.ts'
import { brokenStackLaws } from './stack-laws.ts'

const RUNS = 1000
const PARTS = 10
const SEEDS = cases(RUNS) / PARTS

const seen = { waits: 0, 'policies created in a deployment that was not known': 0, finished: 0 }

test.each(Array.from({ length: PARTS }, (_, part) => 1 + part * SEEDS))(
  `after the chaos of stacks of ${SEEDS} seeds from %i on, all laws hold`,
  async (first) => {
    for (let seed = first; seed < first + SEEDS; seed += 1) {
      const chaos = await runStackChaos(seed)
      const count = (outcome: string) => chaos.results.filter((one) => one === outcome).length
      seen.waits += count('settling')
      seen.finished += count('remediated')
      seen['policies created in a deployment that was not known'] += chaos.creations.length
      expect(brokenStackLaws(chaos), `runStackChaos(${seed})`).toEqual([])
    }
  },
)

test('there was chaos of each kind', () => {
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([])
})
