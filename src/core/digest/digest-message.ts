import { OUTCOMES, type Outcome } from '../journal/record.ts'
import type { Message, MessageForm } from '../messages/message.ts'
import type { Digest } from './digest.ts'
import type { Note, NoteKind } from './note.ts'

const NOTE_TITLES: Readonly<Record<NoteKind, string>> = {
  failed: 'Not mended, or not wholly',
  unknown: 'Not checked wholly',
  flapping: 'Undone again and again, and left as it is for now',
  undone: 'Undone by somebody',
  reported: 'Falling short, and only reported',
  remediated: 'Mended',
  ending: 'Exemptions that end soon',
  exempt: 'Left as it is: mending would hurt',
}

/** In the order in which people should look at them. */
const ORDER = [
  'failed',
  'unknown',
  'flapping',
  'reported',
  'remediated',
  'ending',
  'exempt',
  'undone',
] as const

const KIND_WORDS: Readonly<Record<NoteKind, string>> = {
  failed: 'not mended, or not wholly',
  unknown: 'not checked wholly',
  flapping: 'undone again and again',
  undone: 'undone by somebody',
  reported: 'falling short, and only reported',
  remediated: 'mended',
  ending: 'with an exemption that ends soon',
  exempt: 'left as it is',
}

/** The one message of a sweep. */
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

/** The worst: that a sweep did not see all buckets is as bad as one that could not be mended. */
function worstOutcome({ counts, end }: Digest): Outcome {
  if (end?.reason !== undefined) return 'failed'
  return OUTCOMES.find((outcome) => counts[outcome] > 0) ?? 'exempt'
}

function digestTitle({ counts, region, end }: Digest): string {
  const { failed, unknown, remediated } = counts
  const result = `${remediated} mended, ${failed + unknown} not, in ${region}`
  return end?.reason === undefined
    ? `Cooper's sweep of S3 buckets: ${result}`
    : `Cooper's sweep of S3 buckets did not end: ${result}`
}

function digestEmail(digest: Digest): string {
  const { id, account, region, end, list } = digest
  const checked = end ? `looked at ${bucketCount(end.buckets)}` : 'looked at buckets'
  const sections = [
    `Cooper's sweep ${checked} of account ${account} in ${region}: ${digestSummary(digest)}.`,
    ...(end?.reason ? [`It did not see all buckets: ${end.reason}.`] : []),
    ...ORDER.map((kind) => sectionOf(kind, digest)),
    `The sweep is ${id}. The names of all these buckets are in ${list} of Cooper's journal, and each change with what stood there before is in its folder changes/.`,
    'Cooper is the S3 guardian of this account. Whoever runs it can tell you more, and change what it asks of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const bucketCount = (buckets: number) => `${buckets} ${buckets === 1 ? 'bucket' : 'buckets'}`

function digestSummary({ counts }: Digest): string {
  const parts = ORDER.filter((kind) => counts[kind] > 0).map(
    (kind) => `${counts[kind]} ${KIND_WORDS[kind]}`,
  )
  return parts.length > 0 ? parts.join(', ') : 'nothing falls short'
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
