import type { SweepStore } from '../core/sweep/ports.ts'

/** For those who keep no journal: each bucket is told of by itself, and no part of a sweep is known to be done. */
export const WITHOUT_STORE: SweepStore = {
  claim: async () => true,
  async putEnd(_, { reason }) {
    // Nobody would hear of it but by the function's failure.
    if (reason !== undefined) throw new Error(`Cannot end the sweep: ${reason}`)
  },
  pending: async () => [],
  readNote: async () => undefined,
  readEnd: async () => undefined,
  isReminded: async () => false,
  remind: async () => undefined,
  putList: async () => '',
  remove: async () => undefined,
}
