import type { Finding } from '../../core/finding.ts'

/** The status of a bucket: the worst of its verdicts, or that it could not be read. The worst comes first. */
export const STATUSES = [
  ...(['non-compliant', 'error', 'unknown', 'exempt', 'compliant'] as const),
  'not-applicable',
] as const

export type Status = (typeof STATUSES)[number]

/** Each status has a sign and a word, so that nobody depends on colours. */
export const STATUS_TEXTS: Readonly<Record<Status, { sign: string; word: string }>> = {
  'non-compliant': { sign: '✗', word: 'Non-compliant' },
  error: { sign: '!', word: 'Not checked' },
  unknown: { sign: '?', word: 'Unknown' },
  exempt: { sign: '○', word: 'Exempt' },
  compliant: { sign: '✓', word: 'Compliant' },
  'not-applicable': { sign: '·', word: 'Not applicable' },
}

/** The letter of a control that is switched off, or was not checked. */
export const NO_VERDICT = '-'

/** One letter per control, in the order of reports. A compliant bucket has only its name and these letters. */
export const LETTERS: Readonly<Record<Finding['verdict'], string>> = {
  'non-compliant': 'n',
  unknown: 'u',
  exempt: 'e',
  compliant: 'c',
  'not-applicable': NO_VERDICT,
}

const PAGE_VERDICTS = ['non-compliant', 'unknown', 'exempt', 'compliant'] as const

type PageVerdict = (typeof PAGE_VERDICTS)[number]

/** `undefined`: the control says nothing of the bucket. */
export const rowVerdict = (letter: string | undefined): PageVerdict | undefined =>
  PAGE_VERDICTS.find((verdict) => LETTERS[verdict] === letter)

/** The worst of them. */
export const worstOf = (letters: string): Finding['verdict'] =>
  PAGE_VERDICTS.find((verdict) => letters.includes(LETTERS[verdict])) ?? 'not-applicable'
