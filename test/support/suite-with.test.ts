import { describe, expect, test } from 'vitest'
import { describeSkipped } from './skipped-suites.ts'
import { isRequired } from './tools.ts'

describe('COOPER_REQUIRE', () => {
  test.each([
    ['lists nothing', '', false],
    ['lists the tool', 'chromium aws', true],
    ['lists another tool', 'chromium moto_server', false],
  ])('%s', (_reason, required, expected) => {
    expect(isRequired('aws', required)).toBe(expected)
  })
})

describe('the line about skipped suites', () => {
  test('is missing if no suite was skipped', () => {
    expect(describeSkipped([])).toBeUndefined()
  })

  test('names each file once, with the reason', () => {
    const reason = 'no chromium'
    const [one, other] = [
      { file: 'test/b.test.ts', reason },
      { file: 'test/a.test.ts', reason },
    ]
    expect(describeSkipped([one, other, one])).toBe(
      'Skipped suites: test/a.test.ts (no chromium), test/b.test.ts (no chromium)',
    )
  })
})
