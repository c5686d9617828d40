import type { NoteKind } from './note.ts'

/** The headings of a digest. */
export const NOTE_TITLES: Readonly<Record<NoteKind, string>> = {
  failed: 'Not fixed, or only in part',
  unknown: 'Not fully checked',
  flapping: 'Flapping: fixed and undone again and again',
  undone: 'Undone by a person',
  announced: 'Announced: Cooper fixes it on a day',
  lapsed: 'Proposals that ended without an answer',
  proposed: 'Proposals that wait for an answer',
  reported: 'Not compliant, only reported',
  remediated: 'Fixed',
  settling: 'Waiting for hours for the end of a deployment',
  ending: 'Exemptions that end soon',
  exempt: 'Left alone: a fix would break something',
}

/** The order in which people should read them. */
export const ORDER = [
  'failed',
  'unknown',
  'flapping',
  'lapsed',
  'announced',
  'proposed',
  'reported',
  'remediated',
  'settling',
  'ending',
  'exempt',
  'undone',
] as const

/** What a summary says of buckets. */
export const KIND_WORDS: Readonly<Record<NoteKind, string>> = {
  failed: 'not fixed, or only in part',
  unknown: 'not fully checked',
  flapping: 'flapping',
  undone: 'undone by a person',
  announced: 'announced',
  lapsed: 'with a proposal that ended without an answer',
  proposed: 'with a proposal that waits for an answer',
  reported: 'not compliant, only reported',
  remediated: 'fixed',
  settling: 'waiting for the end of a deployment',
  ending: 'with an exemption that ends soon',
  exempt: 'left alone',
}
