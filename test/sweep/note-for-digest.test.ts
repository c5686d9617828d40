import { expect, test } from 'vitest'
import { assess } from '../../src/core/assessment/assess.ts'
import type { Note } from '../../src/core/digest/note.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { type NoteStore, noteQuietResult, notifyInDigest } from '../../src/sweep/note-for-digest.ts'
import { bucketEvent, circumstances, exemptTag, posture } from '../support/builders.ts'
import { sampleRecord } from '../support/sample-record.ts'
import { STACK } from '../support/stacks.ts'

const SWEEP = { id: '20261120T031500Z-17793124', cooper: 'cooper-dev' }

const down = async () => {
  throw new Error('down')
}

/** A store of notes in which this sweep was begun, apart from the overrides. */
function noteStore(overrides: Partial<NoteStore> = {}) {
  const notes: Note[] = []
  const store: NoteStore = {
    isBegun: async (sweep) => sweep === SWEEP.id,
    put: async (note) => void notes.push(note),
    ...overrides,
  }
  return { store, notes }
}

async function notify(overrides: Partial<NoteStore>) {
  const { store, notes } = noteStore(overrides)
  const atOnce: RemediationRecord[] = []
  const channels = await notifyInDigest(SWEEP.id, store, async (record) => {
    atOnce.push(record)
    return ['sns']
  })(sampleRecord())
  return { channels, notes: notes.length, atOnce: atOnce.length }
}

test('the result of a sweep waits for its digest', async () => {
  expect(await notify({})).toEqual({ channels: ['digest'], notes: 1, atOnce: 0 })
})

test.each<[string, Partial<NoteStore>]>([
  ['nobody began the sweep', { isBegun: async () => false }],
  ['it is not known whether somebody did', { isBegun: down }],
  ['the note cannot be stored', { put: down }],
])('people are told at once if %s', async (_reason, overrides) => {
  expect(await notify(overrides)).toEqual({ channels: ['sns'], notes: 0, atOnce: 1 })
})

test.each([
  ['is noted in a sweep', { sweep: SWEEP }, 1],
  ['is not noted in a sweep that nobody began', { sweep: { ...SWEEP, id: 'invented' } }, 0],
  ['is not noted after a change', {}, 0],
])('the end of an exemption by tag %s', async (_, about, expected) => {
  const { store, notes } = noteStore()
  const context = { tags: exemptTag('all until=2026-11-25 the archive') }
  const findings = assess(posture({ policy: null }), circumstances({}, context))
  await noteQuietResult(bucketEvent(about), { outcome: 'exempt', exempted: findings }, store)
  expect(notes).toHaveLength(expected)
})

test.each([
  ['three hours', '2026-11-20T12:00:00Z', 1],
  ['less than three hours', '2026-11-20T11:59:59Z', 0],
])('a bucket that has waited for its stack for %s', async (_, time, expected) => {
  const { store, notes } = noteStore()
  const since = '2026-11-20T09:00:00Z'
  const settling = { since, cause: 'deployment', stack: STACK } as const
  const event = bucketEvent({ sweep: SWEEP, time })
  await noteQuietResult(event, { outcome: 'settling', settling }, store)
  expect(notes).toHaveLength(expected)
  for (const { kind, lines } of notes) {
    expect(kind).toBe('settling')
    expect(lines.join('\n')).toContain(`The stack shop may not be finished (since ${since})`)
    expect(lines.join('\n')).toContain('Find out why the stack shop is not finished')
  }
})
