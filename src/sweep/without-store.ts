import type { SweepStore } from '../core/sweep/ports.ts'

/** For those who keep no journal: there is a message for each bucket, and no part of a sweep is known to be done. */
export const WITHOUT_STORE: SweepStore = {
  claim: async () => true,
  async putEnd(_, { reason }) {
    // Only the function's failure makes people aware of it.
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
