import { describe, expect, test } from 'vitest'
import { effectiveVariables } from '../../src/config/effective-variables.ts'
import { readSweepConfig } from '../../src/config/sweep-config.ts'

const SET = {
  TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:cooper',
  ROLE_NAME: 'cooper-dev-us-east-1',
}

test('an unset or empty variable has its default', () => {
  expect(readSweepConfig({ ...SET, SWEEP_RATE: '', JOURNAL_BUCKET: '' })).toEqual({
    topicArn: SET.TOPIC_ARN,
    cooper: SET.ROLE_NAME,
    ...{ journalBucket: undefined, rate: 20, quietMinutes: 60 },
    settings: effectiveVariables({}),
  })
})

describe('the sweep function does not start with', () => {
  test.each([
    ['no topic', { TOPIC_ARN: '' }, /TOPIC_ARN/],
    ['no role', { ROLE_NAME: '' }, /ROLE_NAME/],
    [
      'a rate that is not a number',
      { SWEEP_RATE: 'fast' },
      /SWEEP_RATE must be a whole number from 1 to 1000/,
    ],
    ['a rate of 0', { SWEEP_RATE: '0' }, /SWEEP_RATE must be/],
    ['a rate above 1000', { SWEEP_RATE: '1001' }, /SWEEP_RATE must be/],
    ['a digest that waits for more than a day', { DIGEST_AFTER: '1441' }, /DIGEST_AFTER must be/],
    ['a journal that is not a bucket name', { JOURNAL_BUCKET: 'a/b' }, /JOURNAL_BUCKET/],
    ['a wrong setting for the journal', { SSE_C: 'deny' }, /SSE_C must be one of keep, block/],
    ['a log level that hides changes', { POWERTOOLS_LOG_LEVEL: 'ERROR' }, /POWERTOOLS_LOG_LEVEL/],
  ])('%s', (_, spoilt, message) => {
    expect(() => readSweepConfig({ ...SET, ...spoilt })).toThrow(message)
  })
})
