import type { Journal } from '../core/ports.ts'

/** For those who keep none: nothing is found, and nothing is kept. */
export const WITHOUT_JOURNAL: Journal = {
  find: async () => undefined,
  recent: async () => [],
  open: async (entry) => ({ key: '', tag: '', entry }),
  amend: async (place, entry) => ({ ...place, entry }),
}
