import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { S3Clients } from '../s3/s3-client.ts'
import { removeObjects } from './remove-objects.ts'

export interface StoredText {
  readonly text: string
  /** The ETag, which changes with every write. */
  readonly tag: string
}

export interface ListedObject {
  readonly key: string
  /** The time of the put in milliseconds since the epoch, with a resolution of one second. */
  readonly put: number | undefined
}

const MOST_KEYS_A_PAGE = 1000

/** JSON objects in the journal bucket. */
export interface JsonObjects {
  /** Returns the ETag of the new object. `undefined`: the key exists already. */
  create(key: string, value: object): Promise<string | undefined>
  /** Returns the new ETag. Throws if the object no longer has the given one. */
  replace(key: string, tag: string, value: object): Promise<string>
  put(key: string, value: object): Promise<void>
  /** `undefined`: there is no such object. */
  get(key: string): Promise<StoredText | undefined>
  /** In the order of the keys, at most so many. Default: all. */
  list(prefix: string, most?: number): Promise<readonly ListedObject[]>
  /** Objects that do not exist count as removed. */
  remove(keys: readonly string[]): Promise<void>
}

// The bucket may have a policy that refuses uploads without an encryption header.
const ENCRYPTED = { ServerSideEncryption: 'AES256' } as const

/** `account`: the expected owner of the bucket, so that nothing is sent to another owner. */
export function jsonObjectsIn(bucket: string, account: string, clients: S3Clients): JsonObjects {
  const address = { Bucket: bucket, ExpectedBucketOwner: account }
  const putInput = (Key: string, value: object) => ({
    ...{ ...address, Key, Body: JSON.stringify(value), ContentType: 'application/json' },
    ...ENCRYPTED,
  })
  const write = async (
    key: string,
    value: object,
    condition: { readonly IfNoneMatch: '*' } | { readonly IfMatch: string },
  ) => {
    const command = new PutObjectCommand({ ...putInput(key, value), ...condition })
    const { ETag = '' } = await clients.writer.send(command)
    return ETag
  }
  return {
    create: (key, value) =>
      unless('PreconditionFailed', () => write(key, value, { IfNoneMatch: '*' })),
    replace: (key, tag, value) => write(key, value, { IfMatch: tag }),
    // Without a condition, a repeated put or delete does no harm, so the client that retries makes it.
    async put(key, value) {
      await clients.reader.send(new PutObjectCommand(putInput(key, value)))
    },
    get: (Key) =>
      unless('NoSuchKey', async () => {
        const { Body, ETag = '' } = await clients.reader.send(
          new GetObjectCommand({ ...address, Key }),
        )
        return { text: (await Body?.transformToString()) ?? '', tag: ETag }
      }),
    remove: (keys) => removeObjects(bucket, account, keys, clients.reader),
    async list(Prefix, most = Number.POSITIVE_INFINITY) {
      const found: ListedObject[] = []
      let ContinuationToken: string | undefined
      do {
        const command: ListObjectsV2Command = new ListObjectsV2Command({
          ...address,
          Prefix,
          MaxKeys: Math.min(most - found.length, MOST_KEYS_A_PAGE),
          ContinuationToken,
        })
        const { Contents = [], NextContinuationToken } = await clients.reader.send(command)
        for (const { Key = '', LastModified } of Contents) {
          found.push({ key: Key, put: LastModified?.getTime() })
        }
        ContinuationToken = NextContinuationToken
      } while (ContinuationToken && found.length < most)
      return found
    },
  }
}

async function unless<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === name) return undefined
    throw error
  }
}
