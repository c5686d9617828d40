import { type Bundle, bareBundle, functionBundles } from './bundles.ts'
import { type Figure, only } from './figure.ts'
import { PACKAGES } from './packages.ts'

export async function bundleSize(): Promise<readonly Figure[]> {
  const { bucketChanged } = await functionBundles()
  return [
    {
      ...{ figure: 'size of bucket-changed.cjs', unit: 'bytes', ...only(bucketChanged.bytes) },
      ...{ limit: (await bareBundle()).bytes, of: 'S3Client and four commands' },
      aim: { atMost: 1.1 },
    },
  ]
}

/** The content of the bundle, the largest package first, and the reason for each. */
export async function packageRows() {
  const { bucketChanged } = await functionBundles()
  return Object.entries(bucketChanged.shares)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, bytes]) => ({
      package: name,
      bytes,
      share: shareOf(bytes, bucketChanged),
      why: PACKAGES[name] ?? '',
    }))
}

const shareOf = (bytes: number, { bytes: all }: Bundle) => `${((bytes / all) * 100).toFixed(1)} %`
