import type { Refusal } from '../bucket-calls.ts'

/** Why an object was not updated, and what a person can do. AWS's rules, in the words of its documentation. */
export const OBSTACLES = {
  unencrypted: {
    title: 'not encrypted',
    advice: 'S3 updates encrypted objects only: copy each one over itself, which changes its date.',
  },
  'dsse-kms': {
    title: 'DSSE-KMS',
    advice: 'S3 does not update DSSE-KMS: leave them, or copy each one over itself.',
  },
  'sse-c': {
    title: 'SSE-C',
    advice: 'S3 does not update SSE-C: who has the key must copy each one.',
  },
  locked: {
    title: 'Object Lock',
    advice:
      'Remove a legal hold or a retention in governance mode first. In compliance mode, wait for its end.',
  },
  unreadable: {
    title: 'not readable',
    advice: 'Allow s3:GetObject and s3:GetObjectVersion, and run the command again.',
  },
  'key-denied': {
    title: 'the key refused',
    advice:
      'Allow kms:Encrypt, kms:Decrypt, kms:GenerateDataKey and kms:ReEncrypt* on the new key and on the former ones.',
  },
  'foreign-key': {
    title: 'a key of another account',
    advice: 'S3 takes keys of the account that owns the bucket only.',
  },
  denied: {
    title: 'denied',
    advice: 'Allow s3:UpdateObjectEncryption and s3:PutObject on the objects of the bucket.',
  },
  replaced: {
    title: 'replaced meanwhile',
    advice: 'Somebody stored it anew. Run the command again.',
  },
  gone: { title: 'deleted meanwhile', advice: 'There is nothing to do.' },
  other: { title: 'another error', advice: 'Run the command again. If it stays, ask AWS Support.' },
} as const

export type UpdateObstacle = keyof typeof OBSTACLES

/** The obstacle of a refusal, by its code and message in an answer of S3 or in the report of a job. */
export function obstacleOf({ code, message }: Refusal): UpdateObstacle {
  if (/^(NoSuchKey|NoSuchVersion|NotFound|HTTP 404|404)$/.test(code)) return 'gone'
  if (/object ?lock/i.test(message)) return 'locked'
  if (/same account as the bucket/i.test(message)) return 'foreign-key'
  if (/unencrypted source/i.test(message)) return 'unencrypted'
  if (/DSSE-KMS or SSE-C/.test(message)) return 'dsse-kms'
  if (/\bkms:|^KMS\.|\bKMS\b.*(disabled|pending|not exist)/i.test(`${message} ${code}`))
    return 'key-denied'
  return /^(AccessDenied|Forbidden|HTTP 403|403)$/.test(code) ? 'denied' : 'other'
}

/** Objects with the same obstacle. */
export interface ObstacleCount {
  readonly obstacle: UpdateObstacle
  readonly objects: number
  /** The keys of some objects. */
  readonly examples: readonly string[]
  /** What S3 said of the first one. */
  readonly said?: string
}

export interface ObstacleTally {
  readonly add: (obstacle: UpdateObstacle, key: string, said?: string) => void
  readonly counts: () => readonly ObstacleCount[]
}

const MOST_EXAMPLES = 3

/** Counts obstacles. Memory does not grow with the number of objects. */
export function createObstacleTally(): ObstacleTally {
  const found = new Map<UpdateObstacle, { objects: number; examples: string[]; said?: string }>()
  return {
    add(obstacle, key, said) {
      const count = found.get(obstacle) ?? { objects: 0, examples: [], ...(said && { said }) }
      found.set(obstacle, count)
      count.objects += 1
      if (count.examples.length < MOST_EXAMPLES) count.examples.push(key)
    },
    counts: () =>
      [...found]
        .map(([obstacle, count]) => ({ obstacle, ...count }))
        .toSorted((one, other) => other.objects - one.objects),
  }
}
