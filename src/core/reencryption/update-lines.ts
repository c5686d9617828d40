import type { AffectedUser } from '../finding.ts'
import { describeUser } from '../messages/describe-affected.ts'
import { visible } from '../printable.ts'
import { dollars, type UpdateCost } from './cost.ts'
import type { FormerEncryption } from './decide-update.ts'
import { OBSTACLES, type ObstacleCount } from './obstacles.ts'
import type { ReencryptionRecord } from './record.ts'
import { describeTarget } from './target.ts'

const number = (value: number) => value.toLocaleString('en')

export const countOf = (objects: number): string =>
  `${number(objects)} ${objects === 1 ? 'object' : 'objects'}`

/** Objects by their former encryption, the most of one first. */
export function formerLines(formers: readonly FormerEncryption[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const former of formers) {
    const text = describeFormer(former)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([text, objects]) => `  ${countOf(objects)} from ${text}`)
}

function describeFormer({ encryption, kmsKey, bucketKey }: FormerEncryption): string {
  if (encryption === 'sse-s3') return 'SSE-S3'
  const key = kmsKey === undefined ? 'a key' : `key ${visible(kmsKey, 300)}`
  return `SSE-KMS with ${key}${bucketKey ? ' and a bucket key' : ''}`
}

/** Objects that stay as they are, by the reason, and what to do about each. */
export const obstacleLines = (counts: readonly ObstacleCount[]): readonly string[] =>
  counts.flatMap(({ obstacle, objects, examples, said }) => {
    const { title, advice } = OBSTACLES[obstacle]
    const keys = examples.map((key) => visible(key, 200)).join(', ')
    return [
      `  ${countOf(objects)}: ${title}. ${advice}`,
      `    such as ${keys}`,
      ...(said ? [`    S3 said: ${visible(said, 400)}`] : []),
    ]
  })

const about = (cost: number): string => {
  const text = dollars(cost)
  return text.startsWith('less') ? text : `about ${text}`
}

export const costLines = (
  { s3, kms, kmsWithBucketKey }: UpdateCost,
  bucketKey: boolean,
): readonly string[] => [
  `Cost, by the prices of us-east-1: ${about(s3)} for S3, and at most ${dollars(bucketKey ? kmsWithBucketKey : kms)} for KMS ${
    bucketKey
      ? `(without a bucket key: ${dollars(kms)})`
      : `(with a bucket key: ${about(kmsWithBucketKey)})`
  }.`,
]

export const readerLines = (title: string, users: readonly AffectedUser[]): readonly string[] =>
  users.map((user) => `${title}: ${describeUser(user)}`)

/** What an undo can do, which a person must know before. */
export function undoLines(formers: readonly FormerEncryption[]): readonly string[] {
  const fromS3 = formers.some(({ encryption }) => encryption === 'sse-s3')
  const fromKms = formers.some(({ encryption }) => encryption === 'sse-kms')
  return [
    ...(fromS3
      ? ['Objects from SSE-S3 cannot go back: S3 updates no object to SSE-S3. Keep the key.']
      : []),
    ...(fromKms ? ['Objects from SSE-KMS can go back to their former key.'] : []),
  ]
}

/** A change of existing objects, as the history prints it. */
export function reencryptionLines(record: ReencryptionRecord): readonly string[] {
  const { id, bucket, target, actor, objects = [], job, result } = record
  const isLeft = objects.some(({ outcome }) => outcome === undefined)
  return [
    `  by ${visible(actor.arn ?? 'unknown')}: existing objects to ${visible(describeTarget(target))}`,
    ...(job === undefined ? [] : [`  by the job ${visible(job)}`]),
    ...formerLines(objects.map(({ was }) => was)),
    ...(result
      ? [`  updated: ${countOf(result.updated)}`, ...obstacleLines(result.obstacles)]
      : [`  To complete it, run the same command again: npx cooper reencrypt ${bucket.name}`]),
    ...(result?.outcome === 'interrupted' && isLeft
      ? [`  To complete it, run the same command again: npx cooper reencrypt ${bucket.name}`]
      : []),
    ...(objects.some(({ was }) => was.kmsKey !== undefined)
      ? [`  To undo what has a former key: ${undoReencryptionOf(id, bucket.name)}`]
      : []),
  ]
}

/** The command that gives objects their former keys back. */
export const undoReencryptionOf = (id: string, bucket: string): string =>
  `npx cooper reencrypt ${bucket} --undo ${id}`
