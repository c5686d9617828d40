import { describe, expect, test } from 'vitest'
import { snsMessageOf } from '../../src/aws/sns.ts'
import type { Observed } from '../../src/core/bucket-calls.ts'
import type { Digest, SweepEnd } from '../../src/core/digest/digest.ts'
import { digestMessageOf } from '../../src/core/digest/digest-message.ts'
import type { Note, NoteKind } from '../../src/core/digest/note.ts'
import type { SweepStore } from '../../src/core/sweep/ports.ts'
import { sendDigests } from '../../src/sweep/send-digests.ts'
import { fakeStore } from '../support/fake-store.ts'

const SWEEP = '20261120T031500Z-17793124'
const TIME = '2026-11-20T03:20:00.000Z'

const ACCOUNT = '123456789012'

const SETTINGS = {
  place: { cooper: 'cooper-dev', account: ACCOUNT, region: 'us-east-1' },
  ...{ rate: 20, quietMinutes: 60 },
}

const note = (kind: NoteKind, bucket: string): Note => ({
  ...{
    version: 1,
    sweep: SWEEP,
    kind,
    account: ACCOUNT,
    bucket,
    time: TIME,
    lines: [`- ${bucket}`],
  },
  ...(kind === 'ending' && { until: '2026-12-01' }),
})

const COVERED: Observed<boolean> = { known: true, value: true }

async function send(
  store: SweepStore,
  fail?: Error,
  time = '2026-11-20T12:00:00Z',
  trail = COVERED,
) {
  const digests: Digest[] = []
  const ports = {
    store,
    now: () => new Date(time),
    hasTrail: async () => trail,
    async notify(digest: Digest) {
      if (fail) throw fail
      digests.push(digest)
      return ['sns']
    },
  }
  const result = await sendDigests(SETTINGS, ports).catch((error: Error) => error)
  return { result, digests }
}

describe('a digest', () => {
  test('has the pending notes, and is sent once', async () => {
    const { store, pending } = fakeStore([
      note('remediated', 'bucket-a'),
      note('failed', 'bucket-b'),
    ])
    const { result, digests } = await send(store)
    expect(result).toEqual({ notified: [SWEEP], quiet: [], waiting: [] })
    expect(digests).toMatchObject([
      {
        id: SWEEP,
        counts: { remediated: 1, failed: 1 },
        list: `sweeps/digests/${SWEEP}/2026-11-20T12:00:00.000Z.json`,
      },
    ])
    expect(pending()).toHaveLength(0)
    expect((await send(store)).digests).toEqual([])
  })

  test('is sent for each sweep', async () => {
    const other = { ...note('remediated', 'bucket-a'), sweep: '20261121T031500Z-1' }
    const { digests } = await send(fakeStore([note('remediated', 'bucket-a'), other]).store)
    expect(digests.map(({ id }) => id)).toEqual([SWEEP, '20261121T031500Z-1'])
  })

  test('that cannot be sent keeps its notes', async () => {
    const { store, pending } = fakeStore([note('remediated', 'bucket-a')])
    expect((await send(store, new Error('SNS is down'))).result).toMatchObject({
      message: 'SNS is down',
    })
    expect(pending()).toHaveLength(1)
    expect((await send(store)).digests).toHaveLength(1)
  })

  test('keeps a note that arrives while it is sent', async () => {
    const { store, pending, put } = fakeStore([note('remediated', 'bucket-a')])
    const late = note('remediated', 'late')
    await send({
      ...store,
      async putList(...parameters) {
        await put(late)
        return store.putList(...parameters)
      },
    })
    expect(pending()).toEqual([late])
    const { digests } = await send(store)
    expect(digests).toMatchObject([{ counts: { remediated: 1 }, notes: [{ bucket: 'late' }] }])
  })

  test('names all buckets in its list, and describes 50 of each kind', async () => {
    const many = Array.from({ length: 120 }, (_, index) => note('remediated', `bucket-${index}`))
    const { store, lists } = fakeStore(many)
    const { digests } = await send(store)
    expect(digests[0]?.counts.remediated).toBe(120)
    expect(digests[0]?.notes).toHaveLength(50)
    expect(lists()[0]?.remediated).toHaveLength(120)
  })

  test.each<[string, Observed<boolean>, string | undefined]>([
    ['says nothing of a trail that there is', COVERED, undefined],
    [
      'says that there is no trail',
      { known: true, value: false },
      'No trail of CloudTrail records the management events of us-east-1',
    ],
    [
      'says that nobody knows',
      { known: false, reason: 'cloudtrail:DescribeTrails is denied' },
      'Cooper cannot know whether a trail of CloudTrail records the management events of us-east-1: cloudtrail:DescribeTrails is denied.',
    ],
  ])('%s', async (_, trail, text) => {
    const { store } = fakeStore([note('failed', 'bucket-a')])
    const [digest] = (await send(store, undefined, undefined, trail)).digests
    const [form] = digest ? [...digestMessageOf(digest).forms()] : []
    expect(digest?.trail).toEqual(text === undefined ? undefined : trail)
    if (text === undefined) expect(form?.text).not.toContain('CloudTrail')
    else expect(form?.text).toContain(text)
  })

  test('counts a note that cannot be read, and is sent without it', async () => {
    const { store } = fakeStore([note('remediated', 'bucket-a'), note('failed', 'bucket-b')])
    const readNote: SweepStore['readNote'] = async (key) =>
      key.includes('/failed/') ? undefined : store.readNote(key)
    const { digests } = await send({ ...store, readNote })
    expect(digests).toMatchObject([
      { counts: { remediated: 1, failed: 1 }, unread: 1, notes: [{ bucket: 'bucket-a' }] },
    ])
  })

  test('shows the end of an exemption once', async () => {
    const one = fakeStore([note('ending', 'bucket-a')])
    expect((await send(one.store)).digests).toMatchObject([{ counts: { ending: 1 } }])
    await one.put(note('ending', 'bucket-a'))
    const { result, digests } = await send(one.store)
    expect(digests).toEqual([])
    expect(result).toMatchObject({ quiet: [SWEEP] })
    expect(one.pending()).toHaveLength(0)
  })

  test('reminds of an exemption once, though its sweep has another digest for a late result', async () => {
    const one = fakeStore([note('ending', 'bucket-a'), note('ending', 'bucket-b')])
    await send(one.store)
    await one.put(note('ending', 'late'))
    const second = await send(one.store, undefined, '2026-11-20T13:00:00Z')
    expect(second.digests).toMatchObject([{ counts: { ending: 1 }, notes: [{ bucket: 'late' }] }])
    for (const bucket of ['bucket-a', 'bucket-b', 'late']) {
      await one.put({ ...note('ending', bucket), sweep: '20261121T031500Z-1' })
    }
    expect((await send(one.store, undefined, '2026-11-21T12:00:00Z')).digests).toEqual([])
  })

  test('lists a bucket once, however often its request was delivered', async () => {
    const again = (time: string): Note => ({ ...note('reported', 'bucket-a'), time })
    const { store, pending } = fakeStore([
      again('2026-11-20T03:20:00Z'),
      again('2026-11-20T03:21:00Z'),
    ])
    const { digests } = await send(store)
    expect(digests).toMatchObject([{ counts: { reported: 1 } }])
    expect(digests[0]?.notes).toEqual([again('2026-11-20T03:21:00Z')])
    expect(pending()).toHaveLength(0)
  })

  test('of 20,000 exemptions that end on one day needs few calls', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => note('ending', `bucket-${index}`))
    const { store, put } = fakeStore(many)
    const calls: string[] = []
    const counting = Object.fromEntries(
      Object.entries(store).map(([name, call]: [string, (...given: never[]) => unknown]) => [
        name,
        (...given: never[]) => {
          calls.push(name)
          return call(...given)
        },
      ]),
    ) as unknown as SweepStore
    const { digests } = await send(counting)
    expect(digests).toMatchObject([{ counts: { ending: 20_000 } }])
    expect(digests[0]?.notes).toHaveLength(50)
    expect(calls.length).toBeLessThan(70)
    for (const one of many) await put(one)
    expect((await send(store)).digests).toEqual([])
  })

  // S3 reports the time of a put in whole seconds.
  test.each([
    ['in different seconds', 1000],
    ['in the same second', 0],
  ])(
    'whose notes cannot be deleted is sent once, with notes %s, and the run fails',
    async (_, apart) => {
      const { store, pending, put } = fakeStore([note('remediated', 'bucket-a')], 'run-1', apart)
      const refusing: SweepStore = { ...store, remove: () => Promise.reject(new Error('denied')) }
      const first = await send(refusing)
      expect([first.digests.length, first.result]).toMatchObject([1, { message: 'denied' }])
      for (let hour = 0; hour < 3; hour += 1) expect((await send(refusing)).digests).toEqual([])
      const late = note('failed', 'late')
      await put(late)
      expect((await send(refusing)).digests).toMatchObject([
        { counts: { remediated: 0, failed: 1 }, notes: [{ bucket: 'late' }] },
      ])
      expect((await send(refusing)).digests).toEqual([])
      expect(await send(store)).toMatchObject({ result: { quiet: [SWEEP] }, digests: [] })
      expect(pending()).toHaveLength(0)
    },
  )

  test('of another sweep is sent, though one fails', async () => {
    const other = { ...note('remediated', 'bucket-b'), sweep: '20261121T031500Z-1' }
    const { store } = fakeStore([note('remediated', 'bucket-a'), other])
    const remove: SweepStore['remove'] = async (keys) => {
      if (keys.some((key) => key.includes(SWEEP))) throw new Error('denied')
      return store.remove(keys)
    }
    expect((await send({ ...store, remove })).digests).toHaveLength(2)
  })
})

describe('the digest of an organization', () => {
  const [PAYMENTS, OTHER] = ['444455556666', '777788889999']
  const accounts = [
    { id: ACCOUNT, name: 'security' },
    { id: PAYMENTS, name: 'payments' },
    { id: OTHER, problem: 'It has no role cooper-member' },
  ]
  const sendFor = async (notes: readonly Note[], end: SweepEnd) => {
    const { store, lists } = fakeStore(notes)
    await store.putEnd(SWEEP, end)
    const { digests, result } = await send(store)
    return { digests, lists, result, email: digests.map(emailOfDigest).join('') }
  }
  const END: SweepEnd = { version: 1, time: TIME, buckets: 4000, accounts }
  const inAccount = (account: string, kind: NoteKind, bucket: string): Note => ({
    ...note(kind, bucket),
    account,
  })

  test('is one message, by account, the worst first', async () => {
    const { digests, email } = await sendFor(
      [
        inAccount(ACCOUNT, 'remediated', 'ours'),
        inAccount(PAYMENTS, 'failed', 'theirs'),
        inAccount(PAYMENTS, 'remediated', 'theirs-too'),
      ],
      END,
    )
    expect(digests).toHaveLength(1)
    expect(digests[0]?.accounts?.map(({ account }) => account)).toEqual([OTHER, PAYMENTS, ACCOUNT])
    expect(
      email,
    ).toBe(`Cooper's sweep checked 4000 buckets of an organization, from account ${ACCOUNT}, in us-east-1: 1 not fixed, or only in part, 2 fixed.

ACCOUNTS THAT COOPER COULD NOT CHECK (1)
${OTHER}: It has no role cooper-member

Account ${PAYMENTS} (payments): 1 not fixed, or only in part, 1 fixed.

NOT FIXED, OR ONLY IN PART (1)
theirs
  - theirs

FIXED (1)
theirs-too
  - theirs-too

Account ${ACCOUNT} (security): 1 fixed.

FIXED (1)
ours
  - ours

The id of the sweep is ${SWEEP}. The names of all these buckets are in the object sweeps/digests/${SWEEP}/2026-11-20T12:00:00.000Z.json of Cooper's journal bucket. The folder changes/ contains each change, with the settings from before.

Cooper guards the S3 buckets of this organization. The team that operates it can answer questions, and change what it requires of buckets.
`)
  })

  test('is sent for an account that could not be checked alone, and its outcome is failed', async () => {
    const { digests } = await sendFor([], END)
    expect(digests.map((one) => digestMessageOf(one).facts.outcome)).toEqual(['failed'])
    expect(digests.map((one) => digestMessageOf(one).title)).toEqual([
      "Cooper's sweep of S3 buckets: 0 fixed, 0 not, in us-east-1, 1 account not checked",
    ])
  })

  test('of thousands of accounts fits the limit of SNS, and names the worst', async () => {
    const many = Array.from({ length: 6000 }, (_, at) => ({
      id: String(200_000_000_000 + at),
      name: 'A name of an account'.padEnd(50, 'x'),
      ...(at % 2 === 0 && { problem: 'It has no role '.padEnd(200, 'y') }),
    }))
    const notes = many.map(({ id }) => inAccount(id, 'failed', `bucket-of-${id}`))
    const { digests } = await sendFor(notes, { ...END, accounts: many })
    const { Message: message } = snsMessageOf(digestMessageOf(digests[0] as Digest))
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    const { default: text, email } = JSON.parse(message)
    const { accounts: named, moreAccounts } = JSON.parse(text)
    expect(named.length).toBeGreaterThan(50)
    expect([named.length + moreAccounts, named[0].problem]).toEqual([6000, expect.any(String)])
    expect(email).toContain(`And ${moreAccounts} accounts more with results.`)
  })

  test('is not sent where all accounts are compliant', async () => {
    const swept = accounts.filter(({ problem }) => problem === undefined)
    expect((await sendFor([], { ...END, accounts: swept })).digests).toEqual([])
  })

  test('counts buckets of the same name in two accounts apart', async () => {
    const notes = [ACCOUNT, PAYMENTS].map((account) => inAccount(account, 'remediated', 'same'))
    const { digests, lists } = await sendFor(notes, END)
    expect(digests).toMatchObject([{ counts: { remediated: 2 } }])
    expect(lists()).toMatchObject([{ remediated: [`${ACCOUNT}/same`, `${PAYMENTS}/same`] }])
  })

  test('describes the buckets of the worst accounts, if there are too many', async () => {
    const many = Array.from({ length: 60 }, (_, at) => inAccount(ACCOUNT, 'failed', `a-${at}`))
    const more = Array.from({ length: 70 }, (_, at) => inAccount(PAYMENTS, 'failed', `b-${at}`))
    const { digests } = await sendFor([...many, ...more], END)
    expect(new Set(digests[0]?.notes.map(({ account }) => account))).toEqual(new Set([PAYMENTS]))
    expect(digests).toMatchObject([{ counts: { failed: 130 } }])
  })
})

const emailOfDigest = (digest: Digest) => [...digestMessageOf(digest).forms()][0]?.text ?? ''
