import { expect, test } from 'vitest'
import { cases } from '../support/cases.ts'
import { brokenLaws } from './laws.ts'
import { runChaos } from './run-chaos.ts'
import { counted, type Stats } from './stats.ts'

const RUNS = 1000
const PARTS = 10
const SEEDS = cases(RUNS) / PARTS

/** The situations that must occur in some hundred runs. */
const RARE: readonly string[] = ['put back', 'undone', 'in doubt', 'flapping', 'resumed']

let stats: Stats | undefined

test.each(Array.from({ length: PARTS }, (_, part) => 1 + part * SEEDS))(
  `after the chaos of ${SEEDS} seeds from %i on, all laws hold`,
  async (first) => {
    for (let seed = first; seed < first + SEEDS; seed += 1) {
      const again = `npm run chaos -- --seed ${seed} --runs 1`
      const chaos = await runChaos(seed)
      stats = counted(chaos, stats)
      expect(brokenLaws(chaos), again).toEqual([])
    }
  },
)

test('there was chaos of each kind', () => {
  const isExpected = (name: string) => cases(RUNS) === RUNS || !RARE.includes(name)
  const missing = Object.entries(stats ?? {}).filter(
    ([name, count]) => count === 0 && isExpected(name),
  )
  expect(stats).toBeDefined()
  expect(missing).toEqual([])
})
