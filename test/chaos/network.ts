import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000

/** What can be out of order for a while. */
export type Service = 'topic' | 'journal'

export interface Network {
  /** Calls that wait for their turn before and after their effect, and can fail at both points. */
  readonly unreliable: <T extends object>(calls: T, run: number, service?: Service) => T
  /** Ends all faults and outages. */
  readonly calmDown: () => void
}

/** A network that sometimes fails, and services that are sometimes down for up to three hours. */
export function createNetwork(random: Random, scheduler: Scheduler): Network {
  let isCalm = false
  const outages = new Map(
    (['topic', 'journal'] as const).flatMap((service) => {
      if (random.chance(0.8)) return []
      const from = scheduler.now() + random.between(0, 20 * MINUTE)
      return [[service, { from, to: from + random.between(MINUTE, 180 * MINUTE) }] as const]
    }),
  )
  const isDown = (service: Service): boolean => {
    const outage = outages.get(service)
    const now = scheduler.now()
    return !isCalm && outage !== undefined && outage.from <= now && now < outage.to
  }
  const fails = (probability: number) => !isCalm && random.chance(probability)
  return {
    calmDown: () => {
      isCalm = true
    },
    unreliable<T extends object>(calls: T, run: number, service?: Service): T {
      const guarded = Object.entries(calls).map(([name, call]) => {
        const send = async (...parameters: unknown[]) => {
          await scheduler.turn(run)
          if (service && isDown(service)) throw new Error('503 Service Unavailable')
          // A run calls the journal's objects more often than the bucket.
          const often = service === 'journal' ? 0.25 : 1
          if (fails(0.02 * often)) throw new Error('SlowDown')
          if (isWrite(name) && fails(0.05 * often)) throw new Error('409 OperationAborted')
          if (!service && isWrite(name) && fails(0.02)) return REFUSED
          if (name === 'readPolicy' && fails(0.01)) return { known: false, reason: 'denied' }
          const answer = await call(...parameters)
          await scheduler.turn(run)
          if (fails(0.02 * often)) throw new Error('socket hang up')
          return answer
        }
        return [name, send]
      })
      return Object.fromEntries(guarded) as T
    },
  }
}

const isWrite = (name: string) => /^(put|delete)/.test(name)

export const REFUSED = {
  code: 'AccessDenied',
  message: 'with an explicit deny in a service control policy',
}
