import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000

/** Work in a process of its own. Resolves to whether it succeeded. */
type Work = (run: number) => Promise<boolean>

/** Processes, of which this share is killed after at most so many turns, until it calms down. */
export function createProcesses(
  random: Random,
  scheduler: Scheduler,
  doomed: { readonly share: number; readonly turns: number },
  newId: (kind: string) => string,
) {
  let isCalm = false
  let runs = 0
  let kills = 0
  const start = (work: Work): Promise<boolean> => {
    runs += 1
    const id = runs
    const killed = new Promise<boolean>((done) => {
      if (isCalm || random.chance(1 - doomed.share)) return
      scheduler.doom(id, random.between(1, doomed.turns), () => {
        kills += 1
        done(false)
      })
    })
    return Promise.race([work(id), killed])
  }
  return {
    start,
    /** A run of the function `sweep`, which Lambda retries twice. */
    async runThrice(work: (run: number, requestId: string) => Promise<boolean>): Promise<void> {
      const requestId = newId('request')
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        if (await start((run) => work(run, requestId))) return
        runs += 1
        await scheduler.turn(runs, attempt * MINUTE)
      }
    },
    killed: () => kills,
    calmDown: () => {
      isCalm = true
    },
  }
}
