import { lookup } from 'node:dns/promises'
import { dnsSuffixOf, partitionOf } from '../../core/bucket.ts'
import { regionsOf } from '../../core/policy/decision/regions.ts'
import { visible } from '../../core/printable.ts'

/**
 * Throws where a region does not exist: it is in no list of AWS, and its S3 has no address. An endpoint of somebody else may
 * have regions of its own.
 */
export async function refuseUnknownRegions(regions: readonly string[] = []): Promise<void> {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env
  if (AWS_ENDPOINT_URL || AWS_ENDPOINT_URL_S3) return
  for (const region of regions) {
    const partition = partitionOf(region)
    if (regionsOf(partition)?.includes(region)) continue
    if (!(await hasAddress(`s3.${region}.${dnsSuffixOf(partition)}`)))
      throw new Error(`There is no region "${visible(region, 100)}": S3 has no address there`)
  }
}

const hasAddress = (host: string): Promise<boolean> =>
  lookup(host).then(
    () => true,
    () => false,
  )
