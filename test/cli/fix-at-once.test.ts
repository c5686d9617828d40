import { afterEach, beforeEach, expect, test } from 'vitest'
import { TIMEOUTS } from '../../src/aws/timeouts.ts'
import { JOURNAL } from './account.ts'
import { type JournaledAccount, startJournaled, TOPIC } from './journaled-account.ts'
import { cooper, type Ended } from './run-cooper.ts'

const BUCKET = 'no-policy'

let account: JournaledAccount
beforeEach(async () => {
  account = await startJournaled(BUCKET)
})
afterEach(() => account.close())

const fix = () => account.run('fix', '--yes', BUCKET)

/** A call of the first command, before which the whole second command runs. */
interface Meeting {
  readonly operation: string
  readonly bucket?: string
  readonly nth?: number
}

/** No call of the first command times out, however long the second command takes on a busy machine. */
const PATIENT = `const wait = setTimeout; globalThis.setTimeout = (call, ms, ...more) => wait(call, ms === ${TIMEOUTS.requestTimeout} ? 600_000 : ms, ...more)`

async function fixAtOnce(meeting: Meeting): Promise<readonly [Ended, Ended]> {
  let second: Ended | undefined
  const meanwhile = async () => {
    second = await fix()
  }
  account.aws.fault({ ...meeting, meanwhile })
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PATIENT)}`
  const first = await cooper(['fix', '--yes', BUCKET], {
    ...{ ...account.environment, TOPIC_ARN: TOPIC, JOURNAL_BUCKET: JOURNAL, NODE_OPTIONS },
  })
  if (!second) throw new Error('The commands should have met')
  return [first, second]
}

const policyPuts = () =>
  account.requests().filter(({ operation }) => operation === 'PutBucketPolicy')

const FIXED = /✓ no-policy {2}remediated/
const LEFT = '1 bucket left to another fix command, which may still be in progress'

const IN_JOURNAL = { bucket: JOURNAL }
const IN_BUCKET = { bucket: BUCKET }

/** The calls of the first command, in order, and which command fixes the bucket. */
const MEETINGS: ReadonlyArray<readonly [string, Meeting, 'first' | 'second']> = [
  ['before the search', { operation: 'GetBucketPolicy', ...IN_BUCKET }, 'second'],
  ['after the search', { operation: 'GetBucketPolicy', ...IN_BUCKET, nth: 2 }, 'second'],
  ['before the plan', { operation: 'GetBucketTagging', ...IN_BUCKET, nth: 2 }, 'second'],
  ['after the intent', { operation: 'GetBucketPolicy', ...IN_BUCKET, nth: 3 }, 'first'],
  ['before the put', { operation: 'PutBucketPolicy', ...IN_BUCKET }, 'first'],
  ['after the put', { operation: 'GetBucketPolicy', ...IN_BUCKET, nth: 4 }, 'first'],
  ['before the record', { operation: 'PutObject', ...IN_JOURNAL, nth: 3 }, 'first'],
  ['before the notification', { operation: 'Publish' }, 'first'],
  ['before the mark', { operation: 'PutObject', ...IN_JOURNAL, nth: 4 }, 'first'],
]

test.each(MEETINGS)(
  'a second fix %s of the first one: one write, one message, and both say what they did',
  async (_, meeting, by) => {
    const [first, second] = await fixAtOnce(meeting)
    expect(policyPuts()).toHaveLength(1)
    expect(account.aws.messages()).toHaveLength(1)
    const [fixing, other] = by === 'first' ? [first, second] : [second, first]
    expect(fixing.stdout).toMatch(FIXED)
    expect(fixing.stderr).toContain('Cooper fixed 1 of 1 bucket; 0 failed.')
    expect(fixing.status).toBe(0)
    expect(other.stdout).not.toMatch(FIXED)
    expect(other.stderr).not.toContain('Cooper fixed 1')
    // The other command leaves the bucket to the first one, or finds it compliant.
    expect(other.stderr.includes(LEFT)).toBe(by === 'first')
    expect(other.status).toBe(by === 'first' ? 1 : 0)
    const marks = [...(account.aws.bucket(JOURNAL)?.objects.keys() ?? [])].filter((key) =>
      key.startsWith('outbox/'),
    )
    expect(marks).toEqual([])
  },
)
