import type { TemplatePlace } from '../core/check/template-report.ts'
import { printable } from '../core/printable.ts'
import { namesOfBucket, type PoliciesByBucket } from './bucket-policies.ts'
import type { Declarations } from './declarations.ts'
import type { JudgedBucket } from './judge-bucket.ts'

/** What people should know about a bucket besides its findings. */
export function notesOnBucket({ declared, policies, readings }: JudgedBucket): readonly string[] {
  const several = readings.find((one) => one.policies.length > 1)
  const refused = readings.find(({ isRefused }) => isRefused)
  const name = `${fileOf(declared.place)}: the bucket ${addressOf(declared.place)}`
  return [
    ...(several
      ? [
          `${name} has several policies: ${policies.map(({ place }) => addressOf(place)).join(', ')}. A bucket has one policy: the last one that is deployed replaces the others`,
        ]
      : []),
    ...(refused
      ? [
          `${name} has a public policy, and its Block Public Access refuses public policies, so the deployment will fail`,
        ]
      : []),
  ]
}

/** The policies of the given templates whose bucket is in none of all templates. */
export function notesOnPolicies(
  own: readonly Declarations[],
  all: readonly Declarations[],
  policies: PoliciesByBucket,
): readonly string[] {
  const found = new Set(
    all.flatMap(({ buckets }) =>
      buckets.flatMap((bucket) => policies.candidates(namesOfBucket(bucket))),
    ),
  )
  return own
    .flatMap((one) => one.policies)
    .filter((policy) => !found.has(policy))
    .map(
      ({ place }) =>
        `${fileOf(place)}: the bucket of the policy ${addressOf(place)} is in none of the templates`,
    )
}

const fileOf = ({ file }: TemplatePlace) => printable(file, 200)
const addressOf = ({ address }: TemplatePlace) => printable(address, 200)
