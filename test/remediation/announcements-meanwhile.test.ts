import { describe, expect, test } from 'vitest'
import { type BucketEvent, BY_APPROVAL } from '../../src/core/event.ts'
import { undoChange } from '../../src/remediation/undo-change.ts'
import {
  type AnnouncingAccount,
  announcingBucket,
  GRACE,
  PROPOSE,
  SWEEP,
} from '../support/announcing-bucket.ts'
import {
  bucketEvent,
  everyGrace,
  everyMode,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import type { State } from '../support/fake-s3.ts'

const TLS_BY_PROPOSAL: AnnouncingAccount = {
  settings: { modes: { ...everyMode('remediate'), 'tls-only': 'propose' } },
}

const revert = (state: State) => {
  state.policy = policyOf(OWNERS_STATEMENT)
}

const otherPolicy = (state: State) => {
  state.policy = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
}

const weaken = (state: State) => {
  state.encryption = undefined
}

const approval = (id: string): Partial<BucketEvent> => ({
  name: BY_APPROVAL,
  approval: { id, controls: ['tls-only'], actor: bucketEvent().actor },
})

const PUBLIC = policyOf({ ...OWNERS_STATEMENT, Principal: '*' })
const PUBLIC_GRACE: AnnouncingAccount = {
  settings: { publicBuckets: 'grace' },
  start: { policy: PUBLIC, encryption: SSE_S3 },
}

describe('the settings change while a fix is announced', () => {
  test.each<[string, AnnouncingAccount['settings'], string, number]>([
    ['to no grace: it is fixed at the next event', {}, 'remediated', 1],
    ['to less days: the day stands', { graceDays: everyGrace(1) }, 'announced', 0],
    ['to more days: the day stands', { graceDays: everyGrace(60) }, 'announced', 0],
    ['to report: it is reported', { modes: everyMode('report') }, 'reported', 0],
    ['to propose: it is proposed', PROPOSE.settings, 'proposed', 0],
  ])('%s', async (_, settings, outcome, puts) => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    bucket.set(settings)
    expect(await bucket.on(2, SWEEP)).toMatchObject({ outcome })
    expect(bucket.puts()).toHaveLength(puts)
  })

  test.each<[string, AnnouncingAccount['settings']]>([
    ['less', { graceDays: everyGrace(1) }],
    ['more', { graceDays: everyGrace(60) }],
  ])(
    'to %s days: it is fixed on the day of the message, and announced once',
    async (_, settings) => {
      const bucket = announcingBucket(GRACE)
      await bucket.on(0)
      bucket.set(settings)
      await bucket.on(6)
      expect(bucket.notified).toHaveLength(1)
      expect(await bucket.on(7)).toMatchObject({ outcome: 'remediated' })
    },
  )

  test('to report, and back after the day: it is fixed', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    bucket.set({ modes: everyMode('report') })
    expect(await bucket.on(8)).toMatchObject({ outcome: 'reported' })
    bucket.set(GRACE.settings)
    expect(await bucket.on(9)).toMatchObject({ outcome: 'remediated' })
  })
})

describe('the settings change while a proposal waits', () => {
  test.each<[string, AnnouncingAccount['settings'], string, number]>([
    ['to remediate: the bucket is fixed', {}, 'remediated', 1],
    ['to remediate with grace: the fix is announced', GRACE.settings, 'announced', 0],
    ['to report: the bucket is reported', { modes: everyMode('report') }, 'reported', 0],
  ])('%s', async (_, settings, outcome, puts) => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    bucket.set(settings)
    expect(await bucket.on(2, SWEEP)).toMatchObject({ outcome })
    expect(bucket.puts()).toHaveLength(puts)
  })

  test.each<[string, AnnouncingAccount['settings']]>([
    ['report', { modes: everyMode('report') }],
    ['grace', GRACE.settings],
  ])('to %s: an approval is refused', async (_, settings) => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    bucket.set(settings)
    expect(await bucket.on(1, approval('event-1'))).toMatchObject({ outcome: 'outdated' })
    expect(bucket.puts()).toEqual([])
    expect(bucket.notified).toHaveLength(1)
  })
})

describe('an approval changes nothing', () => {
  test.each<[string, (bucket: ReturnType<typeof announcingBucket>) => unknown, string, number]>([
    ['of another id', () => undefined, 'event-9', 2],
    ['after the policy changed', (bucket) => bucket.on(1, SWEEP, otherPolicy), 'event-1', 2],
    ['after its end', (bucket) => bucket.on(31, SWEEP), 'event-1', 32],
    ['after the bucket was created again', (bucket) => bucket.createAgain(1), 'event-1', 2],
  ])('%s', async (_, meanwhile, id, day) => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    await meanwhile(bucket)
    expect(await bucket.on(day, approval(id))).toMatchObject({ outcome: 'outdated' })
    expect(bucket.puts()).toEqual([])
  })

  test('a second time', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    await bucket.on(1, approval('event-1'))
    expect(await bucket.on(2, approval('event-1'), revert)).toMatchObject({ outcome: 'outdated' })
    expect(bucket.puts()).toHaveLength(1)
  })
})

test('an approved change fixes nothing but its controls', async () => {
  const both = { ...PROPOSE.settings.modes, 'default-encryption': 'report' } as const
  const bucket = announcingBucket({ settings: { modes: { ...everyMode('propose'), ...both } } })
  await bucket.on(0, SWEEP, weaken)
  expect(await bucket.on(1, approval('event-1'))).toMatchObject({
    outcome: 'remediated',
    remaining: [],
  })
  expect(bucket.puts()).toEqual(['putPolicy'])
})

test('an approved change is never flapping, since a person decides each time', async () => {
  const bucket = announcingBucket({ settings: { ...PROPOSE.settings, flappingLimit: 1 } })
  for (const time of [0, 1, 2]) {
    await bucket.on(time / 24, { name: 'PutBucketPolicy' }, revert)
    const id = `event-${time * 2 + 1}`
    expect(await bucket.on(time / 24, approval(id))).toMatchObject({ outcome: 'remediated' })
  }
})

describe('a rejection', () => {
  const reject = (bucket: ReturnType<typeof announcingBucket>, until: string) =>
    undoChange(
      {
        id: 'reject-1',
        actor: bucketEvent().actor,
        posture: posture({ policy: policyOf(OWNERS_STATEMENT) }),
        plan: { controls: ['tls-only'], steps: [], changed: [], now: {} },
        undo: {
          of: 'event-1',
          until,
          controls: ['tls-only'],
          rejection: 'Legacy \u001b[2J reader',
        },
        interrupted: undefined,
      },
      bucket.ports,
    )

  test('is a hold until its day, and then the change is proposed again', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    expect(await reject(bucket, '2026-11-30')).toMatchObject({
      record: { outcome: 'undone', event: { name: 'CooperReject' } },
    })
    expect(await bucket.on(5, SWEEP)).toMatchObject({
      outcome: 'exempt',
      reason: expect.stringMatching(/^Rejected until 2026-11-30 by .*: Legacy \?\[2J reader/),
    })
    expect(await bucket.on(11)).toMatchObject({ outcome: 'proposed', announced: [{ isNew: true }] })
  })

  test('tells people what was rejected, why, and until when', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    await reject(bucket, '2026-11-30')
    const email = bucket.emails().at(-1)
    expect(email).toContain("Somebody rejected Cooper's proposal for S3 bucket")
    expect(email).toContain('alone until 2026-11-30')
    expect(email).toContain('Reason: Legacy ?[2J reader')
  })
})

describe('another change comes in between', () => {
  test('another control gets a day of its own, and both are fixed on theirs', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    expect(await bucket.on(3, { name: 'PutBucketEncryption' }, weaken)).toMatchObject({
      announced: [
        { control: 'default-encryption', day: '2026-11-30', isNew: true },
        { control: 'tls-only', day: '2026-11-27' },
      ],
    })
    await bucket.on(7, SWEEP)
    expect(bucket.puts()).toEqual(['putPolicy'])
    await bucket.on(10, SWEEP)
    expect(bucket.puts()).toEqual(['putPolicy', 'putEncryption'])
  })

  test('a fix of another attribute leaves a proposal as it is', async () => {
    const bucket = announcingBucket(TLS_BY_PROPOSAL)
    await bucket.on(0)
    await bucket.on(1, { name: 'PutBucketEncryption' }, weaken)
    expect(bucket.puts()).toEqual(['putEncryption'])
    expect(await bucket.on(2)).toMatchObject({ outcome: 'proposed' })
    expect(bucket.notified).toHaveLength(2)
    expect(await bucket.on(3, approval('event-1'))).toMatchObject({ outcome: 'remediated' })
  })

  test('a control that is reverted again and again is announced again and again, and not fixed at once', async () => {
    const bucket = announcingBucket({ settings: { ...GRACE.settings, flappingLimit: 1 } })
    for (const round of [0, 1, 2]) {
      await bucket.on(round * 8, { name: 'PutBucketPolicy' }, revert)
      expect(bucket.puts()).toHaveLength(round)
      await bucket.on(round * 8 + 7)
      expect(bucket.puts()).toHaveLength(round + 1)
    }
    expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill(['announced', 'remediated']).flat(),
    )
  })

  test('a bucket that was created again is new: it is fixed at once', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    bucket.createAgain(3)
    expect(await bucket.on(3.5, SWEEP)).toMatchObject({ outcome: 'remediated' })
  })

  test('a bucket that was created again days ago is announced anew', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    bucket.createAgain(3)
    expect(await bucket.on(8, SWEEP)).toMatchObject({ announced: [{ isNew: true }] })
    expect(bucket.puts()).toEqual([])
  })

  test.each([GRACE, PROPOSE])(
    'a lost update is restored, and nothing that is announced is fixed: %#',
    async (account) => {
      const settings = { ...account.settings, sseC: 'block' } as const
      const bucket = announcingBucket({ settings: { ...settings, ...ONLY_SSE_C(account) } })
      await bucket.on(0)
      expect(bucket.puts()).toEqual(['putEncryption'])
      const [first] = bucket.entries()
      const [window] = (first?.record?.steps ?? []).flatMap((step) => step.window ?? [])
      expect(window).toBeDefined()
      const key = rule('aws:kms', 'arn:aws:kms:us-east-1:123456789012:key/theirs')
      const later = await bucket.on(0, {
        name: 'PutBucketEncryption',
        time: '2026-11-20T09:30:00Z',
        put: { encryption: key },
      })
      expect(later).toMatchObject({ lostUpdate: { put: { encryption: key } } })
      expect(bucket.puts()).not.toContain('putPolicy')
      expect(
        bucket.notified.flatMap(({ announced = [] }) => announced).filter(({ isNew }) => isNew),
      ).toHaveLength(1)
    },
  )
})

/** The fix of `sse-c` at once, and of all others as in the account. */
const ONLY_SSE_C = ({ settings }: AnnouncingAccount) => ({
  modes: { ...SETTINGS.modes, ...settings.modes, 'sse-c': 'remediate' as const },
  graceDays: { ...SETTINGS.graceDays, ...settings.graceDays, 'sse-c': 0 },
})

describe('the journal', () => {
  test.each([GRACE, PROPOSE])(
    'that cannot be read stops the run, and nothing is written: %#',
    async (account) => {
      const bucket = announcingBucket(account)
      await bucket.on(0)
      const { recent } = bucket.ports.journal
      Object.assign(bucket.ports.journal, { recent: async () => Promise.reject(new Error('down')) })
      await expect(bucket.on(8)).rejects.toThrow('down')
      expect(bucket.puts()).toEqual([])
      Object.assign(bucket.ports.journal, { recent })
      expect(await bucket.on(8)).toMatchObject({
        outcome: account === GRACE ? 'remediated' : 'proposed',
      })
    },
  )

  test('that lost the announcement announces again, and moves the day', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    for (const [key, one] of bucket.stored) bucket.stored.set(key, { ...one, text: '{' })
    expect(await bucket.on(8)).toMatchObject({
      outcome: 'announced',
      announced: [{ day: '2026-12-05', isNew: true }],
      unreadable: [expect.stringContaining('changes/')],
    })
  })

  test('that cannot be written announces nothing, and the retry does', async () => {
    const bucket = announcingBucket(GRACE)
    const { open } = bucket.ports.journal
    Object.assign(bucket.ports.journal, { open: async () => Promise.reject(new Error('down')) })
    await expect(bucket.on(0)).rejects.toThrow('down')
    expect(bucket.notified).toEqual([])
    Object.assign(bucket.ports.journal, { open })
    expect(await bucket.on(0, { id: 'event-1' }, undefined, 'run-1')).toMatchObject({
      outcome: 'announced',
    })
  })
})

test('a fix that nobody was told of is announced again on its day, and not made', async () => {
  let isDown = true
  const notify = async () => {
    if (isDown) throw new Error('no topic')
    return ['sns']
  }
  const bucket = announcingBucket({ ...GRACE, ports: { notify } })
  await expect(bucket.on(0)).rejects.toThrow('no topic')
  expect(await bucket.on(2)).toMatchObject({ outcome: 'announced' })
  isDown = false
  expect(await bucket.on(7)).toMatchObject({ announced: [{ day: '2026-12-04', isNew: true }] })
  expect(bucket.puts()).toEqual([])
  expect(await bucket.on(14)).toMatchObject({ outcome: 'remediated' })
})

describe('PUBLIC_BUCKETS=grace', () => {
  test('announces the fix of a public bucket 14 days before where GRACE_DAYS is 0', async () => {
    const bucket = announcingBucket(PUBLIC_GRACE)
    expect(await bucket.on(0)).toMatchObject({
      announced: [{ control: 'tls-only', by: 'grace', day: '2026-12-04' }],
    })
    expect(await bucket.on(13)).toMatchObject({ outcome: 'announced' })
    expect(bucket.notified).toHaveLength(1)
    expect(await bucket.on(14, SWEEP)).toMatchObject({ outcome: 'remediated' })
  })

  test('uses GRACE_DAYS where it is set', async () => {
    const settings = { ...PUBLIC_GRACE.settings, graceDays: everyGrace(3) }
    const bucket = announcingBucket({ ...PUBLIC_GRACE, settings })
    expect(await bucket.on(0)).toMatchObject({ announced: [{ day: '2026-11-23' }] })
  })

  test.each<[string, Partial<AnnouncingAccount>, Partial<BucketEvent>]>([
    [
      'a bucket that is not public',
      { start: { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 } },
      {},
    ],
    ['a control that is not about TLS', { start: { policy: PUBLIC, encryption: null } }, {}],
    ['a new bucket', { created: new Date('2026-11-20T08:00:00Z') }, {}],
    ['a person who asks for a fix', {}, { name: 'CooperFix' }],
  ])('but fixes at once: %s', async (_, account, event) => {
    const bucket = announcingBucket({ ...PUBLIC_GRACE, ...account })
    await bucket.on(0, event)
    expect(bucket.puts()).toHaveLength(1)
  })
})

test('a proposal is made anew if the settings ask for another change', async () => {
  const bucket = announcingBucket({ settings: { ...PROPOSE.settings, minimumTls: '1.2' } })
  await bucket.on(0)
  expect(await bucket.on(1)).toMatchObject({ outcome: 'proposed', reason: expect.any(String) })
  bucket.set({ ...PROPOSE.settings, minimumTls: '1.3' })
  expect(await bucket.on(2, SWEEP)).toMatchObject({ announced: [{ isNew: true }, { isNew: true }] })
  expect(await bucket.on(3, approval('event-1'))).toMatchObject({ outcome: 'outdated' })
})

test('a proposal is made anew for another key, although the reason is the same', async () => {
  const kms = { ...PROPOSE.settings, defaultEncryption: 'sse-kms' } as const
  const bucket = announcingBucket({ settings: { ...kms, kmsKeyArn: KEY_ARN } })
  await bucket.on(0)
  expect(await bucket.on(1)).toMatchObject({ outcome: 'proposed', reason: expect.any(String) })
  bucket.set({ ...kms, kmsKeyArn: KEY_ARN.replace('1234abcd', '9999abcd') })
  const [first] = bucket.notified
  const again = await bucket.on(2)
  expect(again).toMatchObject({ announced: [{ isNew: true }, { isNew: true }] })
  expect(again).toMatchObject({ remaining: first?.remaining.map(({ reason }) => ({ reason })) })
})

test('a proposal whose step is also announced for another control is made anew once the policy changed', async () => {
  const settings = {
    modes: { ...everyMode('remediate'), 'minimum-tls': 'propose' as const },
    graceDays: everyGrace(7),
    minimumTls: '1.2' as const,
  }
  const bucket = announcingBucket({ settings })
  await bucket.on(0)
  expect(await bucket.on(1)).toMatchObject({ outcome: 'announced', reason: expect.any(String) })
  expect(await bucket.on(2, { name: 'PutBucketPolicy' }, otherPolicy)).toMatchObject({
    announced: [
      { control: 'tls-only', id: 'event-1' },
      { control: 'minimum-tls', id: 'event-3', isNew: true },
    ],
  })
})

describe('a read that is denied leaves a proposal as it is', () => {
  const denied = async () => ({ known: false, reason: 'denied' }) as const

  test.each<[string, Partial<BucketEvent>]>([
    ['after another event', {}],
    ['after the same event', { id: 'event-1' }],
  ])('%s', async (_, event) => {
    const bucket = announcingBucket({
      ...PROPOSE,
      start: { ...PUBLIC_GRACE.start, encryption: null },
    })
    await bucket.on(0)
    const { s3 } = bucket.ports
    const { readPolicy } = s3
    Object.assign(s3, { readPolicy: denied })
    await bucket.on(1, { name: 'PutBucketTagging', ...event })
    Object.assign(s3, { readPolicy })
    expect(await bucket.on(2)).toMatchObject({ outcome: 'proposed', reason: expect.any(String) })
    const made = bucket.notified.flatMap(({ announced = [] }) => announced)
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(2)
  })
})
