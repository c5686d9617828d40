import type { Ports } from '../../src/core/ports.ts'

const NEVER = new Promise<never>(() => undefined)

type Calls = Readonly<Record<string, (...parameters: never[]) => unknown>>

/** Where a process is killed: before or after the effect of the outside call with this number, counted from 1. */
export interface Death {
  readonly point: number
  readonly when: 'before' | 'after'
}

/** A process that is killed before or after one of its outside calls. */
export function killable(calls: Ports, death?: Death) {
  let count = 0
  let isDead = false
  let kill: () => void = () => undefined
  const killed = new Promise<'killed'>((done) => {
    kill = () => {
      isDead = true
      done('killed')
    }
  })
  const wrap = <T extends object>(functions: T): T => {
    const wrapped = Object.entries(functions as Calls).map(([name, call]) => {
      const guarded = async (...parameters: never[]) => {
        count += 1
        const dies = count === death?.point
        if (dies && death.when === 'before') kill()
        if (isDead) return NEVER
        const answer = await call(...parameters)
        if (dies) kill()
        return isDead ? NEVER : answer
      }
      return [name, guarded]
    })
    return Object.fromEntries(wrapped)
  }
  const { s3, journal, notify, wait, ...others } = calls
  const ports: Ports = {
    ...others,
    s3: wrap(s3),
    journal: wrap(journal),
    ...wrap({ notify, wait }),
  }
  return { ports, killed, calls: () => count }
}

/** Each point at which a process of so many calls can be killed. */
export const deathsIn = (calls: number): readonly Death[] =>
  Array.from({ length: calls }, (_, index) => index + 1).flatMap((point) => [
    { point, when: 'before' } as const,
    { point, when: 'after' } as const,
  ])
