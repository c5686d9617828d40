import type { Journal } from '../core/ports.ts'

/** The journal of a Cooper without a journal bucket: it finds nothing and keeps nothing. */
export const WITHOUT_JOURNAL: Journal = {
  find: async () => undefined,
  recent: async () => [],
  unfinishedFixes: async () => [],
  open: async (entry) => ({ key: '', tag: '', entry }),
  amend: async (place, entry) => ({ ...place, entry }),
}
