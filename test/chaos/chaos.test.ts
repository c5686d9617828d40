import { expect, test } from 'vitest'
import { brokenLaws } from './laws.ts'
import { runChaos } from './run-chaos.ts'

const RUNS = 1000
const PARTS = 10

test.each(Array.from({ length: PARTS }, (_, part) => 1 + (part * RUNS) / PARTS))(
  'after the chaos of a hundred seeds from %i on, all laws hold',
  async (first) => {
    for (let seed = first; seed < first + RUNS / PARTS; seed += 1) {
      const again = `npm run chaos -- --seed ${seed} --runs 1`
      expect(brokenLaws(await runChaos(seed)), again).toEqual([])
    }
  },
  120_000,
)
