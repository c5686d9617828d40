import type { Finding } from '../../core/finding.ts'

/** Of a bucket: the worst of its verdicts, or that it could not be looked at. The worst first. */
export const STATUSES = ['non-compliant', 'error', 'unknown', 'exempt', 'compliant'] as const

export type Status = (typeof STATUSES)[number]

/** Never by colour alone: a sign and a word stand for each. */
export const STATUS_TEXTS: Readonly<Record<Status, { sign: string; word: string }>> = {
  'non-compliant': { sign: '✗', word: 'Non-compliant' },
  error: { sign: '!', word: 'Not looked at' },
  unknown: { sign: '?', word: 'Unknown' },
  exempt: { sign: '○', word: 'Exempt' },
  compliant: { sign: '✓', word: 'Compliant' },
}

/** One letter a control, in the order of reports: a compliant bucket is not more than its name and these. */
export const LETTERS: Readonly<Record<Finding['verdict'], string>> = {
  'non-compliant': 'n',
  unknown: 'u',
  exempt: 'e',
  compliant: 'c',
}

/** For a control that is not asked for, or was not looked at. */
export const NO_VERDICT = '-'

const PAGE_VERDICTS = ['non-compliant', 'unknown', 'exempt', 'compliant'] as const

export const rowVerdict = (letter: string | undefined): Finding['verdict'] | undefined =>
  PAGE_VERDICTS.find((verdict) => LETTERS[verdict] === letter)

/** The worst of them. */
export const worstOf = (letters: string): Finding['verdict'] =>
  PAGE_VERDICTS.find((verdict) => letters.includes(LETTERS[verdict])) ?? 'compliant'
