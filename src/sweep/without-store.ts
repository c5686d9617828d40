import type { SweepStore } from '../core/sweep/ports.ts'

/** The store of a Cooper without a journal bucket. Each bucket then has a message of its own, and there are no digests. */
export const WITHOUT_STORE: SweepStore = {
  claim: async () => true,
  isBegun: async () => true,
  async putEnd(_, { reason }) {
    // People are notified only if the function fails.
    if (reason !== undefined) throw new Error(`Cannot end the sweep: ${reason}`)
  },
  pending: async () => [],
  readNote: async () => undefined,
  readEnd: async () => undefined,
  reminded: async () => new Set(),
  readSent: async () => undefined,
  putSent: async () => undefined,
  remind: async () => undefined,
  putList: async () => '',
  remove: async () => undefined,
}
