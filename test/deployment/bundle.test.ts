import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bareBundle, functionBundles } from '../bench/bundles.ts'
import { PACKAGES } from '../bench/packages.ts'

// It was 0.97 when BENCHMARKS.md was written. The rest is room for later versions of the SDK and Cooper.
const MOST = 1.1

const [{ bucketChanged, sweep }, bare] = await Promise.all([functionBundles(), bareBundle()])

test('is hardly larger than the SDK alone', () => {
  expect(bucketChanged.bytes / bare.bytes).toBeLessThan(MOST)
})

// If this fails: add the reason for the package to `packages.ts`, or find out which import added it.
test('contains no package without a reason', () => {
  expect(Object.keys(bucketChanged.shares).toSorted()).toEqual(Object.keys(PACKAGES).toSorted())
})

test.each(Object.entries(PACKAGES))('BENCHMARKS.md has the reason for %s', (name, why) => {
  const lines = readFileSync('BENCHMARKS.md', 'utf8').split('\n')
  const line = lines.find((one) => one.startsWith(`| \`${name}\` |`))
  expect(line).toMatch(/\| [\d.]+ KB \| [\d.]+ % \|/)
  expect(line).toContain(`| ${why} |`)
})

test('the sweep, which also puts events, is even smaller', () => {
  expect(sweep.bytes).toBeLessThan(bucketChanged.bytes)
})

test('is compared with the unmodified SDK', () => {
  expect(bare.shares).toHaveProperty('@aws-sdk/credential-provider-ini')
})
