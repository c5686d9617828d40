import { expect, test } from 'vitest'
import { type JournalEntry, mayResume, resumedBy } from '../../../src/core/journal/entry.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')

const entry = (minutes: number, run?: string) =>
  ({
    started: new Date(NOW.getTime() - minutes * 60_000).toISOString(),
    ...(run && { run }),
  }) as JournalEntry

const abandoned = (one: JournalEntry): JournalEntry => ({ ...one, abandoned: true })

const resumed = (one: JournalEntry, run: string) => resumedBy(run, NOW, abandoned(one))

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
  ['an entry without a run, which may be of any', undefined, entry(1), false],
  ['an entry whose command ended with a failure', 'mine', abandoned(entry(1, 'other')), true],
  [
    'an entry that another run has just resumed',
    'mine',
    resumed(entry(16, 'mine'), 'other'),
    false,
  ],
  ['an entry that this run has just resumed', 'mine', resumed(entry(16, 'other'), 'mine'), true],
])('%s', (_, run, one, isLeft) => {
  expect(mayResume(run, NOW)(one)).toBe(isLeft)
})
