import type { Ports } from '../../src/core/ports.ts'

const NEVER = new Promise<never>(() => undefined)

type Calls = Readonly<Record<string, (...parameters: never[]) => unknown>>

/** Where a process is killed: before or after the effect of the outside call with this number, counted from 1. */
export interface KillPoint {
  readonly point: number
  readonly when: 'before' | 'after'
}

/** A process that is killed before or after one of its outside calls. */
export function killable(calls: Ports, kill?: KillPoint) {
  let count = 0
  let isKilled = false
  let end: () => void = () => undefined
  const killed = new Promise<'killed'>((done) => {
    end = () => {
      isKilled = true
      done('killed')
    }
  })
  const wrap = <T extends object>(functions: T): T => {
    const wrapped = Object.entries(functions as Calls).map(([name, call]) => {
      const guarded = async (...parameters: never[]) => {
        count += 1
        const isHere = count === kill?.point
        if (isHere && kill.when === 'before') end()
        if (isKilled) return NEVER
        const answer = await call(...parameters)
        if (isHere) end()
        return isKilled ? NEVER : answer
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
export const killPointsIn = (calls: number): readonly KillPoint[] =>
  Array.from({ length: calls }, (_, index) => index + 1).flatMap((point) => [
    { point, when: 'before' } as const,
    { point, when: 'after' } as const,
  ])
