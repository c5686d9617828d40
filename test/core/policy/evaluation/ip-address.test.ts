import { describe, expect, test } from 'vitest'
import { neighbour, parseIpRange } from '../../../../src/core/policy/evaluation/ip-address.ts'

describe('an address as text', () => {
  // https://www.rfc-editor.org/rfc/rfc5952#section-4.2
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['1::', '1::'],
    ['::1', '::1'],
  ])('%s is written as %s', (text, expected) => {
    expect(neighbour(parseIpRange(text)?.first ?? '', 0)).toBe(expected)
  })

  test.each([
    ['10.0.0.255', 1, '10.0.1.0'],
    ['10.0.0.0', -1, '9.255.255.255'],
    ['255.255.255.255', 1, undefined],
    ['::', -1, undefined],
    ['2001:db8::ffff', 1, '2001:db8::1:0'],
  ] as const)('next to %s at %s there is %s', (text, step, expected) => {
    expect(neighbour(parseIpRange(text)?.first ?? '', step)).toBe(expected)
  })

  test.each(['10.0.0', '10.0.0.256', '1::2::3', '1:2:3:4:5:6:7', '12345::', '10.0.0.0/33', 'g::'])(
    '%s is none',
    (text) => {
      expect(parseIpRange(text)).toBeUndefined()
    },
  )
})
