import { describe, expect, test } from 'vitest'
import { snsMessageOf } from '../../../src/aws/sns.ts'
import type { Observed } from '../../../src/core/bucket-calls.ts'
import {
  bucketsByKind,
  type Digest,
  digestOf,
  isNews,
  type SweepEnd,
} from '../../../src/core/digest/digest.ts'
import { digestMessageOf } from '../../../src/core/digest/digest-message.ts'
import { NOTE_KINDS, type Note, type NoteKind } from '../../../src/core/digest/note.ts'

const SWEEP = '20261120T031500Z-17793124'
const TIME = '2026-11-20T05:00:00.000Z'
const END: SweepEnd = { version: 1, time: TIME, buckets: 500 }

const note = (kind: NoteKind, bucket: string, ...lines: readonly string[]): Note => ({
  ...{ version: 1, sweep: SWEEP, kind, account: '123456789012', bucket, time: TIME, lines },
  ...(kind === 'ending' && { until: '2026-12-01' }),
})

function digest(notes: readonly Note[], end: SweepEnd | undefined = END): Digest {
  const facts = {
    account: '123456789012',
    region: 'eu-central-1',
    time: TIME,
    unread: 0,
    list: 'the/list',
  }
  return digestOf(SWEEP, bucketsByKind(notes), notes, end, facts)
}

const emailOf = (one: Digest): string => [...digestMessageOf(one).forms()][0]?.text ?? ''

describe('a digest', () => {
  test('as text', () => {
    const text = emailOf(
      digest([
        note(
          'remediated',
          'fixed',
          '- The bucket had no policy. It now has one with the statement "CooperTlsOnly".',
        ),
        note('failed', 'not-fixed', '- S3 refused.', '  What to do: let it.'),
        note('ending', 'ending', '- tls-only: Exempt.'),
      ]),
    )
    expect(
      text,
    ).toBe(`Cooper's sweep checked 500 buckets of account 123456789012 in eu-central-1: 1 not fixed, or only in part, 1 fixed, 1 with an exemption that ends soon.

NOT FIXED, OR ONLY IN PART (1)
not-fixed
  - S3 refused.
    What to do: let it.

FIXED (1)
fixed
  - The bucket had no policy. It now has one with the statement "CooperTlsOnly".

EXEMPTIONS THAT END SOON (1)
ending, until 2026-12-01
  - tls-only: Exempt.

The id of the sweep is ${SWEEP}. The names of all these buckets are in the object the/list of Cooper's journal bucket. The folder changes/ contains each change, with the settings from before.

Cooper guards the S3 buckets of this account. The team that operates it can answer questions, and change what it requires of buckets.
`)
  })

  test.each([
    ['only exempt buckets', ['exempt'], 'exempt'],
    ['a remediated bucket', ['remediated', 'exempt'], 'remediated'],
    ['a reported bucket', ['remediated', 'reported'], 'reported'],
    ['an unreadable bucket', ['reported', 'unknown'], 'unknown'],
    ['a bucket that could not be fixed', ['unknown', 'failed', 'remediated'], 'failed'],
  ] as const)('has the worst outcome as an attribute for filters: %s', (_, kinds, expected) => {
    const notes = kinds.map((kind) => note(kind, `bucket-${kind}`))
    expect(digestMessageOf(digest(notes)).facts.outcome).toBe(expected)
  })

  test('says clearly that the sweep is incomplete', () => {
    const one = digest([], { ...END, reason: 'S3 did not go on' })
    const { title, facts } = digestMessageOf(one)
    expect(title).toBe(
      "Cooper's sweep of S3 buckets is incomplete: 0 fixed, 0 not, in eu-central-1",
    )
    expect(facts.outcome).toBe('failed')
    expect(emailOf(one)).toContain('The sweep is incomplete: S3 did not go on.')
  })

  test('omits the number of buckets if the sweep was killed', () => {
    const facts = {
      account: '123456789012',
      region: 'eu-central-1',
      time: TIME,
      unread: 0,
      list: 'l',
    }
    const notes = [note('remediated', 'a')]
    const one = digestOf(SWEEP, bucketsByKind(notes), notes, undefined, facts)
    expect(emailOf(one)).toMatch(/^Cooper's sweep checked buckets of account/)
  })

  test('fits the limit of SNS, and says how many notes it leaves out', () => {
    const notes = NOTE_KINDS.flatMap((kind) =>
      Array.from({ length: 50 }, (_, index) =>
        note(kind, `bucket-${index}`.padEnd(63, 'x'), ...Array(8).fill('"\\'.repeat(300))),
      ),
    )
    const { Message: message, Subject: subject } = snsMessageOf(digestMessageOf(digest(notes)))
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    expect(subject).toMatch(/^[ -~]{1,99}$/)
    const { email, default: text } = JSON.parse(message)
    expect(email).toMatch(/and \d+ buckets more/)
    expect(JSON.parse(text).counts.remediated).toBe(50)
  })
})

const COVERED: Observed<boolean> = { known: true, value: true }

describe('whether the digest is published', () => {
  test.each<[string, readonly NoteKind[], boolean]>([
    ['nothing', [], false],
    ['exempt buckets, as every night', ['exempt'], false],
    ['exempt buckets, as every night', ['remediated'], true],
    ['a bucket that could not be fixed', ['failed'], true],
    ['an unreadable bucket', ['unknown'], true],
    ['a bucket that is only reported', ['reported'], true],
    ['an exemption that ends soon', ['ending'], true],
    ['a bucket that waits for hours for its stack', ['settling'], true],
  ])('%s', (_, kinds, expected) => {
    const buckets = bucketsByKind(kinds.map((kind) => note(kind, 'b')))
    expect(isNews(buckets, END, COVERED)).toBe(expected)
  })

  test('if the sweep gave up', () => {
    expect(isNews(bucketsByKind([]), { ...END, reason: 'it had to' }, COVERED)).toBe(true)
  })

  test.each<[string, Observed<boolean>, boolean]>([
    ['if there is no trail', { known: true, value: false }, true],
    ['but not because nobody knows of a trail', { known: false, reason: 'denied' }, false],
  ])('%s', (_, trail, expected) => {
    expect(isNews(bucketsByKind([]), END, trail)).toBe(expected)
  })
})

test('a bucket counts once, however many notes it has', () => {
  expect(bucketsByKind([note('remediated', 'a'), note('remediated', 'a')]).remediated).toEqual([
    'a',
  ])
})
