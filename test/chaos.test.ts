import { expect, test } from 'vitest'
import { brokenLaws } from './chaos/laws.ts'
import { runChaos } from './chaos/run-chaos.ts'

const RUNS = 1000
const PARTS = 10

// Another one each day, so that time finds what these did not.
const FIRST = Math.floor(Date.now() / 86_400_000) * RUNS

test.each(Array.from({ length: PARTS }, (_, part) => FIRST + (part * RUNS) / PARTS))(
  'after the chaos of a hundred seeds from %i on, all laws hold',
  async (first) => {
    for (let seed = first; seed < first + RUNS / PARTS; seed += 1) {
      const again = `npm run chaos -- --seed ${seed} --runs 1`
      expect(brokenLaws(await runChaos(seed)), again).toEqual([])
    }
  },
  120_000,
)
