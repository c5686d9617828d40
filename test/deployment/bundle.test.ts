import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bareBundle, functionBundles } from '../bench/bundles.ts'
import { PACKAGES } from '../bench/packages.ts'

// It was 0.97 when it was written down in BENCHMARKS.md: room for the SDK's next versions, and for Cooper's.
const MOST = 1.05

const [{ bucketChanged, sweep }, bare] = await Promise.all([functionBundles(), bareBundle()])

test('is hardly larger than the SDK alone would be', () => {
  expect(bucketChanged.bytes / bare.bytes).toBeLessThan(MOST)
})

// When it fails: say in `packages.ts` why it is there, or find out what brought it.
test('has no package in it that nobody gave a reason for', () => {
  expect(Object.keys(bucketChanged.shares).toSorted()).toEqual(Object.keys(PACKAGES).toSorted())
})

test.each(Object.entries(PACKAGES))('BENCHMARKS.md says why there is %s', (name, why) => {
  const lines = readFileSync('BENCHMARKS.md', 'utf8').split('\n')
  const line = lines.find((one) => one.startsWith(`| \`${name}\` |`))
  expect(line).toMatch(/\| [\d.]+ KB \| [\d.]+ % \|/)
  expect(line).toContain(`| ${why} |`)
})

test('the sweep, which puts events too, is smaller still', () => {
  expect(sweep.bytes).toBeLessThan(bucketChanged.bytes)
})

test('is held against the SDK as it comes, with nothing taken out', () => {
  expect(bare.shares).toHaveProperty('@aws-sdk/credential-provider-ini')
})
