import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Account, startAccount } from './account.ts'
import { cooper, startCooper } from './run-cooper.ts'

let account: Account
beforeEach(async () => {
  account = await startAccount([])
})
afterEach(() => account.close())

const SLOW_DOWN = { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' }

const fill = (count: number) => {
  for (let i = 0; i < count; i++) account.add({ name: `bucket-${i}` })
}

describe('when S3 throttles', () => {
  test('every bucket is still checked', async () => {
    fill(60)
    account.aws.fault({ operation: 'GetBucketPolicy', nth: 10, times: 40, error: SLOW_DOWN })
    account.aws.fault({ operation: 'GetBucketEncryption', nth: 30, times: 20, error: SLOW_DOWN })
    const { stdout, status } = await cooper(['check'], account.environment)
    expect(stdout).toContain('✓ 60 buckets compliant')
    expect(status).toBe(0)
    const refused = account.requests().filter(({ errorCode }) => errorCode === 'SlowDown')
    expect(refused).toHaveLength(60)
  })

  test('also for longer than the SDK retries', async () => {
    fill(1)
    account.aws.fault({ operation: 'GetBucketPolicy', times: 6, error: SLOW_DOWN })
    const { stdout, status } = await cooper(['check'], account.environment)
    expect(stdout).toContain('✓ 1 bucket compliant')
    expect(status).toBe(0)
  })

  test('also when it throttles ListBuckets', async () => {
    fill(1)
    account.aws.fault({ operation: 'ListBuckets', times: 2, error: SLOW_DOWN })
    expect((await cooper(['check'], account.environment)).status).toBe(0)
  })
})

describe('other buckets are still checked after', () => {
  test('a bucket that cannot be read: it is unknown, with the reason', async () => {
    fill(3)
    const error = { code: 'InternalError', status: 500, message: 'We encountered \u202ean error' }
    account.aws.fault({ operation: 'GetBucketPolicy', bucket: 'bucket-1', times: 99, error })
    const { stdout, status } = await cooper(['check'], account.environment)
    expect(stdout).toContain('? 1 bucket unknown')
    expect(stdout).toMatch(/bucket-1 .*\n {4}Cannot call s3:GetBucketPolicy on bucket "bucket-1"/)
    expect(stdout).not.toContain('\u202e')
    expect(stdout).toContain('✓ 2 buckets compliant')
    expect(status).toBe(1)
  })

  test('a bucket that is deleted during the check: it is left out', async () => {
    fill(2)
    const error = { code: 'NoSuchBucket', status: 404 }
    account.aws.fault({ operation: 'GetBucketPolicy', bucket: 'bucket-1', error })
    const { stdout, status } = await cooper(['check'], account.environment)
    expect(stdout).toContain('1 bucket of account')
    expect(status).toBe(0)
  })
})

test('expired credentials end the check, after printing what was found so far', async () => {
  fill(40)
  const error = { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' }
  account.aws.fault({ operation: 'GetBucketPolicy', nth: 21, times: 1000, error })
  const { stdout, stderr, status } = await cooper(['check'], account.environment)
  expect(stdout).toMatch(/✓ \d+ buckets compliant/)
  expect(stdout).toContain('The check ended before all buckets were checked.')
  expect(stderr).toContain('token has expired')
  expect(status).toBe(2)
  expect(account.requests().length).toBeLessThan(90)
})

describe('after a signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s, it prints what was found so far',
    async (signal) => {
      fill(60)
      account.aws.fault({ operation: 'GetBucketPolicy', nth: 31, times: 1000, delayMs: 4000 })
      const { kill, ended } = startCooper(['check', '--concurrency', '8'], account.environment)
      let seen = 0
      while (seen < 60) {
        seen += account.requests().length
        await sleep(50)
      }
      await sleep(300)
      kill(signal)
      const { stdout, status } = await ended
      const [, count] = /✓ (\d+) buckets compliant/.exec(stdout) ?? []
      expect(Number(count)).toBeGreaterThanOrEqual(20)
      expect(Number(count)).toBeLessThan(60)
      expect(stdout).toContain('The check ended before all buckets were checked.')
      expect(status).toBe(130)
    },
    300_000,
  )
})
