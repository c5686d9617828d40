import { expect, test } from 'vitest'
import { isRegion } from '../../src/core/bucket.ts'

test.each([
  ['us-east-1', true],
  ['ap-southeast-7', true],
  ['us-gov-west-1', true],
  ['us-isob-east-1', true],
  ['eusc-de-east-1', true],
  ['Ireland', false],
  ['ireland', false],
  ['US-EAST-1', false],
  ['x.y/z', false],
  ['us-east-1.evil.example', false],
  [`us-${'e'.repeat(40)}-1`, false],
  ['', false],
])('a region: %s', (name, expected) => {
  expect(isRegion(name)).toBe(expected)
})
