import type { Random } from './random.ts'

/** A moment at which a run waits for its turn: before and after each outside call. */
interface Turn {
  readonly run: number
  /** Not before this time, in milliseconds. */
  readonly due: number
  readonly go: () => void
}

export interface Scheduler {
  readonly now: () => number
  readonly pass: (milliseconds: number) => void
  /** Resolves when it is this run's turn; never, once the run is killed. */
  readonly turn: (run: number, wait?: number) => Promise<void>
  /** Kills a run when it comes to wait for its turn of that number, counted from 1. */
  readonly doom: (run: number, turn: number, killed: () => void) => void
  /** Gives one of the waiting its turn, and lets it go on as far as it gets. `false`: nobody waits. */
  readonly step: () => Promise<boolean>
}

/** Many runs at once in one thread, in an order that the seed decides, on a clock of their own. */
export function createScheduler(random: Random, start: number): Scheduler {
  let now = start
  // In some accounts everything takes long, and much happens between a read and a write.
  const isSlow = random.chance(0.2)
  let waiting: Turn[] = []
  const dooms = new Map<number, { turns: number; readonly killed: () => void }>()
  // All that a run does between two outside calls are microtasks.
  const settle = () => new Promise<void>((done) => setImmediate(done))
  return {
    now: () => now,
    pass: (milliseconds) => {
      now += milliseconds
    },
    turn: (run, wait = 0) =>
      new Promise((go) => {
        const doom = dooms.get(run)
        if (doom) doom.turns -= 1
        if (!doom || doom.turns > 0) waiting.push({ run, due: now + wait, go })
        if (doom?.turns !== 0) return
        waiting = waiting.filter((turn) => turn.run !== run)
        doom.killed()
      }),
    doom: (run, turns, killed) => void dooms.set(run, { turns, killed }),
    async step() {
      if (waiting.length === 0) return false
      now += random.chance(isSlow ? 0.8 : 0.04) ? random.between(1000, 4000) : random.between(1, 40)
      const ready = waiting.filter(({ due }) => due <= now)
      if (ready.length === 0) now = Math.min(...waiting.map(({ due }) => due))
      const turn = random.pick(waiting.filter(({ due }) => due <= now))
      waiting = waiting.filter((other) => other !== turn)
      turn.go()
      await settle()
      return true
    },
  }
}
