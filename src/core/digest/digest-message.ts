import { OUTCOMES, type Outcome } from '../journal/record.ts'
import type { Message, MessageForm } from '../messages/message.ts'
import type { AccountResult } from './by-account.ts'
import type { Digest } from './digest.ts'
import { KIND_WORDS, NOTE_TITLES, ORDER } from './kind-words.ts'
import type { Note, NoteKind } from './note.ts'
import { trailSection } from './trail-section.ts'

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
    for (let most = digest.accounts?.length ?? 0; most > 0; most = Math.floor(most / 2)) {
      yield digestForm(digest, 0, most)
    }
    yield digestForm(digest, 0, 0)
  },
})

/** `mostAccounts`: how many accounts of an organization are named, the worst first. */
function digestForm(digest: Digest, most: number, mostAccounts = MOST_ACCOUNTS): MessageForm {
  const { accounts } = digest
  const named = accounts?.slice(0, mostAccounts)
  const shown: Digest = {
    ...{ ...digest, notes: digest.notes.slice(0, most) },
    ...(accounts && named && { accounts: named, moreAccounts: accounts.length - named.length }),
  }
  return { text: digestEmail(shown), data: shown }
}

/** Accounts that a message names at most. */
const MOST_ACCOUNTS = 1000

/** The worst outcome. An incomplete sweep counts as failed, and so does an account that could not be swept. */
function worstOutcome({ counts, end, accounts }: Digest): Outcome {
  if (end?.reason !== undefined || accounts?.some(({ problem }) => problem)) return 'failed'
  return OUTCOMES.find((outcome) => counts[outcome] > 0) ?? 'exempt'
}

function digestTitle({ counts, region, end, accounts = [] }: Digest): string {
  const { failed, unknown, remediated } = counts
  const missing = accounts.filter(({ problem }) => problem !== undefined).length
  const result = [
    `${remediated} fixed, ${failed + unknown} not, in ${region}`,
    ...(missing > 0 ? [`${missing} ${missing === 1 ? 'account' : 'accounts'} not checked`] : []),
  ].join(', ')
  return end?.reason === undefined
    ? `Cooper's sweep of S3 buckets: ${result}`
    : `Cooper's sweep of S3 buckets is incomplete: ${result}`
}

function digestEmail(digest: Digest): string {
  const { id, end, unread, list } = digest
  const sections = [
    `Cooper's sweep ${extentOf(digest)}: ${digestSummary(digest)}.`,
    ...(end?.reason ? [`The sweep is incomplete: ${end.reason}.`] : []),
    trailSection(digest),
    ...(digest.accounts ? sectionsByAccount(digest, digest.accounts) : sectionsOf(digest)),
    unread > 0
      ? `Cooper could not read ${unread} of these results in its journal bucket, so they are only counted.`
      : '',
    `The id of the sweep is ${id}. The names of all these buckets are in the object ${list} of Cooper's journal bucket. The folder changes/ contains each change, with the settings from before.`,
    `Cooper guards the S3 buckets of this ${digest.accounts ? 'organization' : 'account'}. The team that operates it can answer questions, and change what it requires of buckets.`,
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function extentOf({ account, region, end, accounts }: Digest): string {
  const checked = end ? `checked ${bucketCount(end.buckets)}` : 'checked buckets'
  const where = accounts ? `of an organization, from account ${account},` : `of account ${account}`
  return `${checked} ${where} in ${region}`
}

/** The notes of buckets, and the number of each kind. */
type Results = Pick<AccountResult, 'counts'> & Pick<Digest, 'notes'>

const sectionsOf = (digest: Results) => ORDER.map((kind) => sectionOf(kind, digest))

/** The worst accounts come first. */
function sectionsByAccount(digest: Digest, accounts: readonly AccountResult[]) {
  const { notes, moreAccounts = 0 } = digest
  const problems = accounts.flatMap(({ account, name, problem }) =>
    problem === undefined ? [] : [`${accountName(account, name)}: ${problem}`],
  )
  const notSwept = [`ACCOUNTS THAT COOPER COULD NOT CHECK (${problems.length})`, ...problems]
  return [
    problems.length > 0 ? notSwept.join('\n') : '',
    ...accounts.flatMap(({ account, name, counts }) => {
      if (Object.keys(counts).length === 0) return []
      const own = notes.filter((note) => note.account === account)
      return [
        `Account ${accountName(account, name)}: ${summaryOf(counts)}.`,
        ...sectionsOf({ counts, notes: own }),
      ]
    }),
    moreAccounts > 0 ? `And ${moreAccounts} accounts more with results.` : '',
  ]
}

const accountName = (account: string, name: string | undefined) =>
  name === undefined ? account : `${account} (${name})`

const bucketCount = (buckets: number) => `${buckets} ${buckets === 1 ? 'bucket' : 'buckets'}`

const digestSummary = ({ counts }: Digest) => {
  const summary = summaryOf(counts)
  return summary === '' ? 'all buckets are compliant' : summary
}

const summaryOf = (counts: AccountResult['counts']) =>
  ORDER.flatMap((kind) => (counts[kind] ? [`${counts[kind]} ${KIND_WORDS[kind]}`] : [])).join(', ')

function sectionOf(kind: NoteKind, { counts, notes }: Results): string {
  const shown = notes.filter((note) => note.kind === kind)
  const total = counts[kind] ?? 0
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
