import type { Random } from './random.ts'

/** A point at which a run waits for its turn: before and after each outside call. */
interface Turn {
  readonly run: number
  /** Not before this time, in milliseconds. */
  readonly due: number
  readonly go: () => void
}

export interface Scheduler {
  readonly now: () => number
  readonly pass: (milliseconds: number) => void
  /** Resolves when it is this run's turn. Never resolves if the run was killed. */
  readonly turn: (run: number, wait?: number) => Promise<void>
  /** Kills a run at its turn of this number, counted from 1. */
  readonly doom: (run: number, turn: number, killed: () => void) => void
  /** Gives a turn to one of the waiting runs, which runs to its next call. `false`: no run waits. */
  readonly step: () => Promise<boolean>
}

/** Interleaves many runs in one thread, in an order that depends on the seed, with a simulated clock. */
export function createScheduler(random: Random, start: number): Scheduler {
  let now = start
  // In some runs every call is slow, so that much happens between a read and a write.
  const isSlow = random.chance(0.2)
  let waiting: Turn[] = []
  const dooms = new Map<number, { turns: number; readonly killed: () => void }>()
  // Between two outside calls, a run uses microtasks only.
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
