import { OUTCOMES, type Outcome } from '../journal/record.ts'
import type { Message, MessageForm } from '../messages/message.ts'
import type { Digest } from './digest.ts'
import type { Note, NoteKind } from './note.ts'

const NOTE_TITLES: Readonly<Record<NoteKind, string>> = {
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
const ORDER = [
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

const KIND_WORDS: Readonly<Record<NoteKind, string>> = {
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

/** The message of a sweep. */
export const digestMessageOf = (digest: Digest): Message => ({
  title: digestTitle(digest),
  facts: {
    outcome: worstOutcome(digest),
    sweep: digest.id,
    account: digest.account,
    region: digest.region,
  },
  *forms() {
    for (let most = digest.notes.length; most > 0; most = Math.floor(most / 2)) {
      yield digestForm(digest, most)
    }
    yield digestForm(digest, 0)
  },
})

function digestForm(digest: Digest, most: number): MessageForm {
  const shown = { ...digest, notes: digest.notes.slice(0, most) }
  return { text: digestEmail(shown), data: shown }
}

/** The worst outcome. An incomplete sweep counts as failed. */
function worstOutcome({ counts, end }: Digest): Outcome {
  if (end?.reason !== undefined) return 'failed'
  return OUTCOMES.find((outcome) => counts[outcome] > 0) ?? 'exempt'
}

function digestTitle({ counts, region, end }: Digest): string {
  const { failed, unknown, remediated } = counts
  const result = `${remediated} fixed, ${failed + unknown} not, in ${region}`
  return end?.reason === undefined
    ? `Cooper's sweep of S3 buckets: ${result}`
    : `Cooper's sweep of S3 buckets is incomplete: ${result}`
}

function digestEmail(digest: Digest): string {
  const { id, account, region, end, unread, list } = digest
  const checked = end ? `checked ${bucketCount(end.buckets)}` : 'checked buckets'
  const sections = [
    `Cooper's sweep ${checked} of account ${account} in ${region}: ${digestSummary(digest)}.`,
    ...(end?.reason ? [`The sweep is incomplete: ${end.reason}.`] : []),
    ...ORDER.map((kind) => sectionOf(kind, digest)),
    unread > 0
      ? `Cooper could not read ${unread} of these results in its journal bucket, so they are only counted.`
      : '',
    `The id of the sweep is ${id}. The names of all these buckets are in the object ${list} of Cooper's journal bucket. The folder changes/ contains each change, with the settings from before.`,
    'Cooper guards the S3 buckets of this account. The team that operates it can answer questions, and change what it requires of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const bucketCount = (buckets: number) => `${buckets} ${buckets === 1 ? 'bucket' : 'buckets'}`

function digestSummary({ counts }: Digest): string {
  const parts = ORDER.filter((kind) => counts[kind] > 0).map(
    (kind) => `${counts[kind]} ${KIND_WORDS[kind]}`,
  )
  return parts.length > 0 ? parts.join(', ') : 'all buckets are compliant'
}

function sectionOf(kind: NoteKind, { counts, notes }: Digest): string {
  const shown = notes.filter((note) => note.kind === kind)
  const total = counts[kind]
  if (total === 0) return ''
  const buckets = new Set(shown.map(({ bucket }) => bucket)).size
  const more = total > buckets ? [`and ${bucketCount(total - buckets)} more`] : []
  return [
    `${NOTE_TITLES[kind].toUpperCase()} (${total})`,
    ...shown.flatMap(noteLines),
    ...more,
  ].join('\n')
}

const noteLines = ({ bucket, lines, until }: Note) => [
  until === undefined ? bucket : `${bucket}, until ${until}`,
  ...lines.map((line) => `  ${line}`),
]
