import { journalOver } from '../../src/aws/journal/journal.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { OUTBOX } from '../../src/core/journal/outbox.ts'
import { isKeyOfWaiting } from '../../src/core/journal/waiting.ts'
import { memoryObjects } from './memory-objects.ts'

/** A journal in memory, in which each entry was put at the time that it names, and each mark now. */
export function fakeJournal(now = () => 0) {
  const { objects, stored } = memoryObjects((value) =>
    'intent' in value ? timeOf(value as JournalEntry) : now(),
  )
  const unreadable: string[] = []
  const journal = journalOver(objects, (key) => void unreadable.push(key))
  const isEntry = (key: string) => /^(changes|holds)\//.test(key) && !isKeyOfWaiting(key)
  const isMark = (key: string) => key.startsWith(OUTBOX)
  const entries = () =>
    [...stored].flatMap(([key, { text }]): JournalEntry[] =>
      isEntry(key) ? [JSON.parse(text)] : [],
    )
  const marks = () => [...stored.keys()].filter(isMark)
  return { journal, entries, marks, unreadable, objects, stored }
}

const timeOf = ({ record, started }: JournalEntry) => Date.parse(record?.time ?? started)
