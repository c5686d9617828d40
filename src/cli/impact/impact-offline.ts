import { bucketsNamedIn } from '../../core/explain/guess-bucket.ts'
import { createImpactTally } from '../../core/impact/impact.ts'
import type { Policy } from '../../core/policy/document.ts'
import type { BucketId } from '../../core/policy/evaluation/resources.ts'
import type { BucketImpact } from '../../impact/bucket-impact.ts'
import { coverageOfFiles } from '../../impact/coverage.ts'
import type { ExitCode } from '../terminal/exit-code.ts'
import { codeOfImpact } from './code-of-impact.ts'
import type { ImpactOptions } from './impact-options.ts'
import { openImpactOutput } from './impact-output.ts'
import { readFiles } from './read-files.ts'
import { readPolicy } from './read-policy.ts'

type OfflineOptions = ImpactOptions & { readonly file: readonly string[]; readonly policy: string }

/** Judges log files between two policies in files. Asks nothing of AWS. */
export async function impactOffline(
  names: readonly string[],
  options: OfflineOptions,
): Promise<ExitCode> {
  const after = await readPolicy(options.policy)
  const before = options.before === undefined ? undefined : await readPolicy(options.before)
  const bucket = bucketOf(names, [after, ...(before ? [before] : [])])
  // Log files are whatever somebody has at hand, so their days count, and not those before today.
  const tally = createImpactTally(bucket, { before, after })
  const lines = await readFiles(options.file, tally.add)
  const output = await openImpactOutput(options, { scope: 'log files' })
  const impact = tally.impact()
  const found: BucketImpact = {
    ...{ bucket: bucket.name, policy: 'file', unreadable: lines.unreadable, ...impact },
    logs: coverageOfFiles(bucket.name, impact, lines),
  }
  await output.add(found)
  await output.end(true)
  return codeOfImpact(found)
}

function bucketOf(names: readonly string[], policies: readonly Policy[]): BucketId {
  const named = policies.flatMap(bucketsNamedIn)
  const [name, ...others] = names.length > 0 ? names : new Set(named.map((one) => one.name))
  if (name !== undefined && others.length === 0) {
    return named.find((one) => one.name === name) ?? { name, partition: 'aws' }
  }
  throw new Error(
    'Cannot find the bucket of the policy: its ARNs do not name exactly one. Name one bucket',
  )
}
