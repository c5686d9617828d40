import type { History, Journal } from '../core/ports.ts'

export const NO_HISTORY: History = { entries: [], unreadable: [], waiting: [], hasMore: false }

/** The journal of a Cooper without a journal bucket: it finds nothing and keeps nothing. */
export const WITHOUT_JOURNAL: Journal = {
  find: async () => undefined,
  recent: async () => NO_HISTORY,
  unfinishedFixes: async () => [],
  unfinishedUndo: async () => undefined,
  claim: async () => undefined,
  open: async (entry) => ({ key: '', tag: '', entry }),
  amend: async (place, entry) => ({ ...place, entry }),
}
