import { createHash } from 'node:crypto'
import { hasSymbol, symbolFor } from '../readings/symbols.ts'
import { textIn } from './blocks.ts'
import type { References } from './references.ts'
import type { Resource } from './resources.ts'

/** The name of the bucket to which a resource belongs, or its placeholder, or a symbol. */
export function bucketNameOf(resource: Resource, references: References): string {
  if (resource.type === 'aws_s3_bucket') return nameOf(resource)
  const bucket = references.find(resource, 'bucket', 'aws_s3_bucket')
  if (bucket) return nameOf(bucket)
  return textIn(resource.values.bucket) ?? symbolFor(`${resource.address}.bucket is not known`)
}

/** Whether the plan names the bucket. */
export const isNamed = ({ values }: Resource): boolean => {
  const name = textIn(values.bucket)
  return name !== undefined && !hasSymbol(name)
}

/** The name of a bucket, or a placeholder of the right form, which no other bucket has. */
export const nameOf = (resource: Resource): string =>
  isNamed(resource)
    ? String(resource.values.bucket)
    : `${resource.name
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, '-')
        .slice(0, 40)}-${digestOf(resource.address, 12)}`

export const digestOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)
