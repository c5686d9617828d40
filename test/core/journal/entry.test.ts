import { expect, test } from 'vitest'
import { type JournalEntry, mayResume } from '../../../src/core/journal/entry.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')

const entry = (minutes: number, run?: string) =>
  ({
    started: new Date(NOW.getTime() - minutes * 60_000).toISOString(),
    ...(run && { run }),
  }) as JournalEntry

test.each<[string, string | undefined, JournalEntry, boolean]>([
  ['what a run began itself, before it failed', 'mine', entry(1, 'mine'), true],
  ['what another delivery of the event is at', 'mine', entry(1, 'other'), false],
  [
    'what another delivery was killed over: its own repeat is still to come',
    'mine',
    entry(14, 'other'),
    false,
  ],
  ['what another delivery was killed over for good', 'mine', entry(16, 'other'), true],
  ['what was begun by a run without a name', undefined, entry(1), true],
])('%s', (_, run, one, isLeft) => {
  expect(mayResume(run, NOW)(one)).toBe(isLeft)
})
