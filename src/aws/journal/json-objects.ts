import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Pending } from '../../core/digest/keys.ts'
import { inBatches } from '../../core/sweep/bus-entry.ts'

/** Objects of JSON in the journal's bucket. */
export interface Objects {
  /** Whether it is new. */
  create(key: string, value: object): Promise<boolean>
  put(key: string, value: object): Promise<void>
  /** `undefined`: there is none. */
  get(key: string): Promise<string | undefined>
  list(prefix: string): Promise<readonly Pending[]>
  remove(keys: readonly string[]): Promise<void>
}

export function objectsIn(bucket: string, account: string, client: S3Client): Objects {
  const there = { Bucket: bucket, ExpectedBucketOwner: account }
  const bodyOf = (value: object) =>
    ({ Body: JSON.stringify(value), ContentType: 'application/json' }) as const
  return {
    async create(Key, value) {
      const command = new PutObjectCommand({ ...there, Key, ...bodyOf(value), IfNoneMatch: '*' })
      const answer = await unless('PreconditionFailed', () => client.send(command))
      return answer !== undefined
    },
    async put(Key, value) {
      await client.send(new PutObjectCommand({ ...there, Key, ...bodyOf(value) }))
    },
    async get(Key) {
      const command = new GetObjectCommand({ ...there, Key })
      const answer = await unless('NoSuchKey', () => client.send(command))
      return answer && ((await answer.Body?.transformToString()) ?? '')
    },
    list: (prefix) => listAll(client, { ...there, Prefix: prefix }),
    async remove(keys) {
      for (const some of inBatches(keys, 1000)) {
        const Delete = { Objects: some.map((Key) => ({ Key })), Quiet: true }
        const { Errors: [refused] = [] } = await client.send(
          new DeleteObjectsCommand({ ...there, Delete }),
        )
        if (refused) throw new Error(`Cannot delete "${refused.Key}": ${refused.Message}`)
      }
    },
  }
}

async function listAll(
  client: S3Client,
  input: { readonly Bucket: string; readonly Prefix: string },
): Promise<readonly Pending[]> {
  const found: Pending[] = []
  let token: string | undefined
  do {
    const command: ListObjectsV2Command = new ListObjectsV2Command({
      ...input,
      ...(token !== undefined && { ContinuationToken: token }),
    })
    const { Contents = [], NextContinuationToken } = await client.send(command)
    for (const { Key = '', LastModified } of Contents) {
      found.push({ key: Key, put: LastModified?.getTime() ?? 0 })
    }
    token = NextContinuationToken
  } while (token !== undefined)
  return found
}

async function unless<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === name) return undefined
    throw error
  }
}
