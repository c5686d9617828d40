import { describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { announcingAccount, dayIn, OLD } from '../end-to-end/announcing-account.ts'
import { BUCKET, JOURNAL } from '../end-to-end/deployed.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { cooper } from './run-cooper.ts'

const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }
const OPERATOR = 'arn:aws:iam::123456789012:user/operator'
const isPut = (name: string) => name.startsWith('Put')

/** A bucket with a proposal of the bot. */
async function proposed(params: Readonly<Record<string, string>> = {}) {
  const account = await announcingAccount({ mode: 'propose', ...params })
  expect((await account.change(OLD)).filter(isPut)).toEqual([])
  const record = account.records().at(-1)
  if (!record) throw new Error('Cooper should have proposed a change')
  return { ...account, record, id: `${BUCKET}/${record.id}` }
}

/** The arguments in a command of Cooper's messages. */
const argumentsOf = (text: string, verb: string): readonly string[] =>
  new RegExp(`npx cooper (${verb} .*)$`, 'm').exec(text)?.[1]?.split(' ') ?? []

describe('Ctrl-C finishes what is under way, and ends with 130:', () => {
  test.each<[string, string, string]>([
    ['approve', 'PutBucketPolicy', 'remediated'],
    ['reject --reason no', 'Publish', 'undone'],
  ])('%s', async (command, operation, outcome) => {
    const account = await proposed()
    account.aws.fault({ operation, delayMs: 2000, times: 1 })
    const [verb = '', ...options] = command.split(' ')
    const running = account.start(verb, account.id, ...options, '--yes')
    await expect.poll(() => account.journal().length).toBe(2)
    running.kill('SIGINT')
    const { status, stderr } = await running.ended
    expect(stderr).toContain('Press Ctrl-C again to stop at once.')
    expect(status).toBe(130)
    expect(account.records().at(-1)).toMatchObject({ outcome })
  })
})

describe('cooper proposals', () => {
  test('lists what waits, with the difference', async () => {
    const { run, id } = await proposed()
    const { stdout, stderr, status } = await run('proposals')
    expect(stdout).toContain(`${id}  us-east-1  tls-only`)
    expect(stdout).toContain(`waits for an answer until ${dayIn(30)}`)
    expect(stdout).toMatch(/^\+.*"Sid": "CooperTlsOnly"/m)
    expect(stdout).not.toMatch(/^[+-].*Partner may read/m)
    expect(stderr).toContain('1 proposal waits for an answer.')
    expect(status).toBe(0)
  })

  test('--json prints one a line', async () => {
    const { run, id } = await proposed()
    const { stdout } = await run('proposals', BUCKET, '--json', '--control', 'tls-only')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ id, controls: ['tls-only'], until: dayIn(30) },
      bucket: { name: BUCKET },
      after: { policy: { Statement: [OWNERS_STATEMENT, OWN] } },
    })
    const other = await run('proposals', BUCKET, '--json', '--control', 'sse-c')
    expect(other.stdout).toBe('')
  })

  test('lists nothing whose bucket changed since', async () => {
    const { run, putPolicy } = await proposed()
    await putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    const { stdout, stderr, status } = await run('proposals')
    expect(stdout).toBe('')
    expect(stderr).toContain('No proposal waits for an answer.')
    expect(status).toBe(0)
  })

  test('says if a bucket cannot be read, and ends with 1', async () => {
    const { run, aws } = await proposed()
    aws.fault({ operation: 'GetBucketPolicy', error: { code: 'AccessDenied', status: 403 } })
    const { stderr, status } = await run('proposals', BUCKET)
    expect(stderr).toContain('1 bucket could not be read in full')
    expect(status).toBe(1)
  })
})

describe('cooper approve', () => {
  test('by the command in the message makes the change, and records both people', async () => {
    const account = await proposed()
    const command = argumentsOf(account.emails().at(-1) ?? '', 'approve')
    const { stdout, status } = await account.run(...command, '--yes')
    expect(stdout).toContain(`✓ ${BUCKET}  remediated`)
    expect(status).toBe(0)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT, OWN])
    expect(account.records().at(-1)).toMatchObject({
      ...{ outcome: 'remediated', remaining: [], actor: { arn: OPERATOR } },
      approval: { id: account.record.id, actor: { arn: account.record.actor.arn } },
    })
    expect(account.emails().at(-1)).toContain(`Approved ${account.id}, proposed after a call by`)
    const history = await account.run('history', BUCKET)
    expect(history.stdout).toContain(`approved the proposal ${account.id}`)
  })

  test('a second time changes nothing, and says who approved it', async () => {
    const account = await proposed()
    await account.run('approve', account.id, '--yes')
    const journal = account.journal()
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toMatch(/✓ .*\n {2}It was approved at .* by arn:aws:iam::123456789012:user\/op/)
    expect(status).toBe(0)
    expect(account.journal()).toEqual(journal)
  })

  test('--dry-run shows the change, and makes none', async () => {
    const account = await proposed()
    const { stdout, status } = await account.run('approve', account.id, '--dry-run')
    expect(stdout).toMatch(/^\+.*"Sid": "CooperTlsOnly"/m)
    expect(status).toBe(1)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT])
    expect(account.journal()).toHaveLength(1)
  })

  test('of several makes each change, and prints one record a line', async () => {
    const account = await proposed({ modeDefaultEncryption: 'propose' })
    const args = ['approve', account.id, account.id, '--yes', '--json']
    const { stdout } = await account.run(...args)
    expect(JSON.parse(stdout)).toMatchObject({ proposal: account.id, outcome: 'remediated' })
  })

  test('of a bucket that changed says what changed, and makes no change', async () => {
    const account = await proposed()
    await account.putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toContain('The bucket policy changed since the proposal. Nothing was changed.')
    expect(stdout).toMatch(/^\+.*"Sid": "Another"/m)
    expect(status).toBe(1)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT, ANOTHER])
    await account.arrive()
    const newer = account.records().at(-1)
    expect(newer).toMatchObject({ outcome: 'proposed' })
    const replaced = await account.run('approve', account.id, '--yes')
    expect(replaced.stdout).toContain(`It was replaced by ${BUCKET}/${newer?.id}`)
    expect((await account.run('approve', `${BUCKET}/${newer?.id}`, '--yes')).status).toBe(0)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT, ANOTHER, OWN])
  })

  test('after its end changes nothing, and the digest reports the end once', async () => {
    const account = await proposed()
    account.age(31)
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toContain(`It ended on ${dayIn(-1)} without an answer`)
    expect(status).toBe(1)
    const messages = account.records().length
    await account.sweep()
    await account.digest()
    expect(account.emails().at(-1)).toContain(`Proposal ${account.id} ended on ${dayIn(-1)}`)
    await account.sweep()
    await account.digest()
    expect(account.emails()).toHaveLength(messages + 1)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT])
  })

  test('of a bucket that is gone says so', async () => {
    const account = await proposed()
    await account.s3.deleteBucket({ Bucket: BUCKET })
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toContain('The bucket no longer exists')
    expect(status).toBe(1)
  })

  test('of a bucket that is exempt by now changes nothing', async () => {
    const account = await proposed()
    await account.tag('tls-only until=2999-12-31 the till speaks HTTP')
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toContain('Cooper would no longer make this change')
    expect(status).toBe(1)
    expect(await account.statements()).toEqual([OWNERS_STATEMENT])
  })

  test('whose put is refused says why, and ends with 1', async () => {
    const account = await proposed()
    account.aws.fault({
      operation: 'PutBucketPolicy',
      error: { code: 'AccessDenied', status: 403 },
    })
    const { stdout, status } = await account.run('approve', account.id, '--yes')
    expect(stdout).toContain(`✗ ${BUCKET}  failed`)
    expect(status).toBe(1)
  })
})

describe('cooper reject', () => {
  test('by the command in the message sets a hold, and the bot proposes nothing more', async () => {
    const account = await proposed()
    const [verb = '', id = ''] = argumentsOf(account.emails().at(-1) ?? '', 'reject')
    const args = [verb, id, '--reason', 'the till speaks HTTP', '--until', '2999-12-31', '--yes']
    const { stdout, status } = await account.run(...args)
    expect(stdout).toContain('Cooper leaves tls-only of this bucket alone until 2999-12-31.')
    expect(status).toBe(0)
    const email = account.emails().at(-1)
    expect(email).toContain("Somebody rejected Cooper's proposal")
    expect(email).toContain('Reason: the till speaks HTTP')
    await account.change(policyOf(OWNERS_STATEMENT, ANOTHER))
    await account.sweep()
    expect(account.records()).toHaveLength(2)
    const check = await account.run('check', BUCKET)
    expect(check.stdout).toContain(`Rejected until 2999-12-31 by ${OPERATOR}: the till speaks HTTP`)
    const approve = await account.run('approve', account.id, '--yes')
    expect(approve.stdout).toContain('It was rejected at')
    expect(approve.status).toBe(1)
  })

  test('a second time changes nothing; undoing the rejection ends the hold', async () => {
    const account = await proposed()
    const args = ['reject', account.id, '--reason', 'no', '--yes']
    await account.run(...args)
    const again = await account.run(...args)
    expect(again.stdout).toContain('It was rejected at')
    expect(again.status).toBe(0)
    const last = await account.run('undo', BUCKET, '--yes')
    expect(last.stderr).toContain('no change that can be undone')
    const record = account.records().at(-1)?.id ?? ''
    const undone = await account.run('undo', BUCKET, '--record', record, '--yes')
    expect(undone.stdout).toContain('The hold has ended')
    await account.sweep()
    expect(account.records().at(-1)).toMatchObject({ outcome: 'proposed' })
  })

  test('--dry-run rejects nothing; --json prints the record', async () => {
    const account = await proposed()
    const args = ['reject', account.id, '--reason', 'no']
    expect((await account.run(...args, '--dry-run')).status).toBe(1)
    expect(account.journal()).toHaveLength(1)
    const { stdout } = await account.run(...args, '--yes', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ proposal: account.id, rejected: true },
      record: { undo: { of: account.record.id, rejection: 'no', controls: ['tls-only'] } },
    })
  })
})

describe('wrong input exits with 2, and says what to do', () => {
  test.each<[string, readonly string[], string]>([
    ['an id without a bucket', ['approve', '2f9bd1a6'], 'must be the id of a proposal'],
    ['an id of no bucket', ['approve', '../2f9bd1a6'], 'must be the id of a proposal'],
    ['no id', ['approve'], "missing required argument 'id'"],
    ['no reason', ['reject', `${BUCKET}/abc`], "'--reason <text>' not specified"],
    ['an empty reason', ['reject', `${BUCKET}/abc`, '--reason', ' '], '1 to 500 characters'],
    ['no topic', ['approve', `${BUCKET}/abc`], 'Nobody would be notified'],
    ['no journal', ['proposals'], 'No journal: name its bucket'],
    ['no journal', ['approve', `${BUCKET}/abc`, '--no-notify'], 'No journal: name its bucket'],
    ['no journal', ['reject', `${BUCKET}/abc`, '--reason', 'no'], 'No journal: name its bucket'],
    ['not a bucket', ['proposals', 'a b'], 'is not the name of a bucket'],
  ])('%s: %j', async (_, args, message) => {
    const { stderr, status } = await cooper(args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('an unknown id', async () => {
    const { run } = await announcingAccount({ mode: 'propose' })
    for (const args of [['approve'], ['reject', '--reason', 'no']]) {
      const { stderr, status } = await run(...args, `${BUCKET}/abc`, '--yes')
      expect(stderr).toContain(`Cannot find the proposal "${BUCKET}/abc": the journal has none`)
      expect(status).toBe(2)
    }
  })

  test('no terminal, and nothing is changed', async () => {
    const account = await proposed()
    for (const args of [
      ['approve', account.id],
      ['reject', account.id, '--reason', 'no'],
    ]) {
      const { stderr, status } = await account.run(...args)
      expect(stderr).toContain('without a terminal: add --yes or --dry-run')
      expect(status).toBe(2)
    }
    expect(account.journal()).toHaveLength(1)
  })
})

const EVENT = 'events/put-bucket-tagging.json'
const isOfBucket = (key: string) => key.includes(BUCKET)

describe('replay --dry-run says what the bot would do in place of a fix, and writes nothing', () => {
  test.each([
    ['announced', { graceDays: '7' }, `Due in 7 days: Cooper fixes it on ${dayIn(7)}`],
    ['proposed', { mode: 'propose' }, `waits for an answer until ${dayIn(30)}`],
  ])('%s', async (outcome, params, says) => {
    const account = await announcingAccount(params)
    await account.putPolicy(OLD)
    const { stdout, status } = await account.run('replay', EVENT, '--dry-run')
    expect(stdout).toContain(`✗ PutBucketTagging ${BUCKET}  ${outcome}`)
    expect(stdout).toContain(says)
    expect(status).toBe(1)
    expect(account.records()).toEqual([])
    expect([...(account.aws.bucket(JOURNAL)?.objects.keys() ?? [])].filter(isOfBucket)).toEqual([])
  })
})
