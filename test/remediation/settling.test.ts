import { describe, expect, test } from 'vitest'
import { waitingIn } from '../../src/aws/journal/waiting-store.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { WaitingBucket } from '../../src/core/journal/waiting.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  BUCKET,
  bucketEvent,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'
import { STACK, STACK_TAGS } from '../support/stacks.ts'

const OWN = tlsOnlyStatement(BUCKET)
const BY_STACK = {
  name: 'CreateBucket',
  actor: { ...bucketEvent().actor, invokedBy: 'cloudformation.amazonaws.com' },
} as const
const BARE = { policy: null, encryption: SSE_S3 }

/** A bucket with a journal and notes, over several events. `now` is the time of the next run. */
function surroundings(start: Snapshot, tags: Readonly<Record<string, string>> = STACK_TAGS) {
  const s3 = fakeS3(start)
  const { journal, entries, objects, stored } = fakeJournal()
  const waiting = waitingIn(objects, (key) => expect.unreachable(`${key} is not readable`))
  let now = '2026-11-20T09:30:07Z'
  const { ports, notified } = fakePorts({
    s3: { ...s3.s3, readTags: async () => ({ known: true, value: tags }) },
    ...{ journal, waiting, now: () => new Date(now) },
  })
  const run = (event: Partial<BucketEvent>, settings = SETTINGS, time = now) => {
    now = time
    return remediateBucket(bucketEvent(event), settings, ports)
  }
  const notes = () => [...stored.keys()].filter((key) => key.includes('/waiting/'))
  return { ...s3, waiting, notified, run, notes, ports, entries }
}

const puts = (calls: readonly string[]) => calls.filter((call) => call.startsWith('put'))

describe('a bucket that a stack just made', () => {
  test('gets no policy, and nobody is notified', async () => {
    const { run, calls, notified, notes } = surroundings(BARE)
    expect(await run(BY_STACK)).toMatchObject({ outcome: 'settling' })
    expect(puts(calls)).toEqual([])
    expect(notified).toEqual([])
    expect(notes()).toHaveLength(1)
  })

  test('gets its default encryption at once', async () => {
    const { run, calls } = surroundings({ policy: null, encryption: null })
    expect(await run(BY_STACK)).toMatchObject({ outcome: 'remediated' })
    expect(puts(calls)).toEqual(['putEncryption'])
  })

  test('gets a statement in a policy that stands', async () => {
    const { run, state, notes } = surroundings({ ...BARE, policy: policyOf(OWNERS_STATEMENT) })
    expect(await run(BY_STACK)).toMatchObject({ outcome: 'remediated' })
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(notes()).toEqual([])
  })

  test('waits whoever changes its tags meanwhile, and when a sweep looks', async () => {
    const { run, calls } = surroundings(BARE)
    await run(BY_STACK)
    const sweep = { id: 'a', cooper: 'cooper' }
    for (const event of [{ name: 'PutBucketTagging' }, { name: 'BucketCheckRequested', sweep }]) {
      const result = await run({ ...event, id: event.name, time: '2026-11-20T09:50:00Z' })
      expect(result).toMatchObject({ outcome: 'settling' })
    }
    expect(puts(calls)).toEqual([])
  })

  test('gets its policy when the stack ends', async () => {
    const { run, waiting, state, notified } = surroundings(BARE)
    await run(BY_STACK)
    const end = { version: 1, stack: STACK.id, time: '2026-11-20T09:40:00Z' } as const
    const [note, ...others] = await waiting.end(end)
    expect(others).toEqual([])
    expect(note?.event).toMatchObject({ name: 'CreateBucket', bucket: BUCKET })
    const event = (note as WaitingBucket).event
    expect(await run(event, SETTINGS, '2026-11-20T09:40:01Z')).toMatchObject({
      outcome: 'remediated',
    })
    expect(state.policy).toEqual(policyOf(OWN))
    expect(notified).toHaveLength(1)
  })

  test('does not wait where the event arrives after the end of the stack', async () => {
    const { run, waiting, state, notes } = surroundings(BARE)
    await waiting.end({ version: 1, stack: STACK.id, time: '2026-11-20T09:30:05Z' })
    expect(await run(BY_STACK)).toMatchObject({ outcome: 'remediated' })
    expect(state.policy).toEqual(policyOf(OWN))
    expect(notes()).toEqual([])
  })

  test('waits again when the stack changes it later', async () => {
    const { run, waiting, calls } = surroundings(BARE)
    await waiting.end({ version: 1, stack: STACK.id, time: '2026-11-20T09:29:00Z' })
    expect(await run(BY_STACK)).toMatchObject({ outcome: 'settling' })
    expect(puts(calls)).toEqual([])
  })

  test('waits again although the note of an earlier deployment is still there', async () => {
    const { run, waiting, calls } = surroundings(BARE)
    await run(BY_STACK)
    await waiting.end({ version: 1, stack: STACK.id, time: '2026-11-20T09:40:00Z' })
    await run(
      { ...BY_STACK, id: 'update', time: '2026-11-20T09:50:00Z' },
      SETTINGS,
      '2026-11-20T09:50:02Z',
    )
    const tags = { name: 'PutBucketTagging', id: 'tags', time: '2026-11-20T09:51:00Z' } as const
    expect(await run(tags, SETTINGS, '2026-11-20T09:51:02Z')).toMatchObject({ outcome: 'settling' })
    expect(puts(calls)).toEqual([])
  })

  test('waits for a day at most, since the event of the end may be lost', async () => {
    const { run } = surroundings(BARE)
    await run(BY_STACK)
    const later = { id: 'later', name: 'PutBucketTagging', time: '2026-11-21T09:31:00Z' }
    expect(await run(later, SETTINGS, '2026-11-21T09:29:59Z')).toMatchObject({
      outcome: 'settling',
    })
    const next = { ...later, id: 'next' }
    expect(await run(next, SETTINGS, '2026-11-21T09:30:00Z')).toMatchObject({
      outcome: 'remediated',
    })
  })

  test('in report mode, nobody is notified either', async () => {
    const { run, notified } = surroundings(BARE)
    await run(BY_STACK, { ...SETTINGS, modes: everyMode('report') })
    expect(notified).toEqual([])
  })

  test.each([
    ['without a journal', 'waiting'],
    ['without tags of a stack', 'tags'],
  ])('%s it waits for some minutes', async (_, missing) => {
    const { ports, calls } = surroundings(BARE, missing === 'tags' ? {} : STACK_TAGS)
    const { waiting, ...rest } = ports
    const own = missing === 'waiting' ? rest : { ...rest, waiting: waiting as typeof waiting & {} }
    const at = (time: string) =>
      remediateBucket(bucketEvent(BY_STACK), SETTINGS, { ...own, now: () => new Date(time) })
    expect(await at('2026-11-20T09:44:59Z')).toMatchObject({ outcome: 'settling' })
    expect(puts(calls)).toEqual([])
    expect(await at('2026-11-20T09:45:00Z')).toMatchObject({ outcome: 'remediated' })
  })
})

describe('a person deletes a policy', () => {
  const deletion = { name: 'DeleteBucketPolicy', id: 'deletion', time: '2026-11-20T09:50:00Z' }

  test.each<[string, Snapshot, string]>([
    ["of nothing but Cooper's statements", BARE, 'settling'],
    ['with statements of others', { ...BARE, policy: policyOf(OWNERS_STATEMENT) }, 'remediated'],
  ])('%s', async (_, start, outcome) => {
    const { run, state, notified } = surroundings(start, {})
    await run({ name: 'CreateBucket' })
    state.policy = undefined
    expect(await run(deletion, SETTINGS, '2026-11-20T09:50:03Z')).toMatchObject({ outcome })
    expect(notified).toHaveLength(outcome === 'settling' ? 1 : 2)
  })

  test('and Cooper puts it back when the minutes are over, not when the tags change', async () => {
    const { run, state } = surroundings(BARE, {})
    await run({ name: 'CreateBucket' })
    state.policy = undefined
    await run(deletion, SETTINGS, '2026-11-20T09:50:03Z')
    const tags = { name: 'PutBucketTagging', id: 'tags', time: '2026-11-20T09:52:00Z' }
    expect(await run(tags, SETTINGS, '2026-11-20T09:52:03Z')).toMatchObject({ outcome: 'settling' })
    expect(await run(deletion, SETTINGS, '2026-11-20T10:05:00Z')).toMatchObject({
      outcome: 'remediated',
    })
    expect(state.policy).toEqual(policyOf(OWN))
  })
})

describe('somebody deletes the policy between the first read and the write', () => {
  const withPolicy = { ...BARE, policy: policyOf(OWNERS_STATEMENT) }
  const tagging = { name: 'PutBucketTagging' } as const

  /** A bucket whose policy is there at the first read only. */
  function vanishing(start: Snapshot) {
    const account = surroundings(start, {})
    let reads = 0
    const readPolicy: typeof account.ports.s3.readPolicy = (bucket) => {
      reads += 1
      if (reads === 2) account.state.policy = undefined
      return account.s3.readPolicy(bucket)
    }
    const ports = { ...account.ports, s3: { ...account.ports.s3, readPolicy } }
    return { ...account, run: () => remediateBucket(bucketEvent(tagging), SETTINGS, ports) }
  }

  test('no policy is created, nobody is notified, and the entry is closed', async () => {
    const { run, calls, notified, entries } = vanishing(withPolicy)
    expect(await run()).toMatchObject({ outcome: 'settling' })
    expect(puts(calls)).toEqual([])
    expect(notified).toEqual([])
    expect(entries()).toMatchObject([{ unneeded: true }])
  })

  test('the default encryption is fixed all the same, and the message says why the policy is not', async () => {
    const { run, calls, notified } = vanishing({ ...withPolicy, encryption: null })
    expect(await run()).toMatchObject({ outcome: 'remediated' })
    expect(puts(calls)).toEqual(['putEncryption'])
    expect(notified).toHaveLength(1)
    expect(notified[0]?.remaining).toMatchObject([
      { control: 'tls-only', exemption: { by: 'settling' } },
    ])
  })
})
