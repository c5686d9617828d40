import { expect, test } from 'vitest'
import { type JournalEntry, mayResume } from '../../../src/core/journal/entry.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')

const entry = (minutes: number, run?: string) =>
  ({
    started: new Date(NOW.getTime() - minutes * 60_000).toISOString(),
    ...(run && { run }),
  }) as JournalEntry

test.each<[string, string | undefined, JournalEntry, boolean]>([
  ['an entry of this run, from an earlier try that failed', 'mine', entry(1, 'mine'), true],
  [
    'an entry of another delivery of the event that may still be running',
    'mine',
    entry(1, 'other'),
    false,
  ],
  [
    'an entry of another delivery that was killed, and whose own retry will come',
    'mine',
    entry(14, 'other'),
    false,
  ],
  [
    'an entry of another delivery that was killed and will not be retried',
    'mine',
    entry(16, 'other'),
    true,
  ],
  ['an entry of a run without a name', undefined, entry(1), true],
])('%s', (_, run, one, isLeft) => {
  expect(mayResume(run, NOW)(one)).toBe(isLeft)
})
