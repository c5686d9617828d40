import { describe, expect, test } from 'vitest'
import { readSweepConfig } from '../../src/config/sweep-config.ts'

const SET = {
  TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:cooper',
  ROLE_NAME: 'cooper-dev-us-east-1',
}

test('what is not set has a default, and empty is not set', () => {
  expect(readSweepConfig({ ...SET, SWEEP_RATE: '', JOURNAL_BUCKET: '' })).toEqual({
    topicArn: SET.TOPIC_ARN,
    cooper: SET.ROLE_NAME,
    ...{ journalBucket: undefined, rate: 20, quietMinutes: 60 },
  })
})

describe('it does not start with', () => {
  test.each([
    ['no topic', { TOPIC_ARN: '' }, /TOPIC_ARN/],
    ['no role', { ROLE_NAME: '' }, /ROLE_NAME/],
    [
      'a rate that is none',
      { SWEEP_RATE: 'fast' },
      /SWEEP_RATE must be a whole number from 1 to 1000/,
    ],
    ['a rate of nothing', { SWEEP_RATE: '0' }, /SWEEP_RATE must be/],
    ['a rate beyond what it could keep', { SWEEP_RATE: '1001' }, /SWEEP_RATE must be/],
    ['a digest that waits for days', { DIGEST_AFTER: '1441' }, /DIGEST_AFTER must be/],
    ['a journal that is no bucket', { JOURNAL_BUCKET: 'a/b' }, /JOURNAL_BUCKET/],
    ['a log that hides changes', { POWERTOOLS_LOG_LEVEL: 'ERROR' }, /POWERTOOLS_LOG_LEVEL/],
  ])('%s', (_, spoilt, message) => {
    expect(() => readSweepConfig({ ...SET, ...spoilt })).toThrow(message)
  })
})
