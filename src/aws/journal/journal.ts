import {
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import { folderOf, isClosed, isOfUndo, type JournalEntry, keyOf } from '../../core/journal/entry.ts'
import type { Journal, JournalPlace } from '../../core/ports.ts'
import type { S3Clients } from '../s3/s3-client.ts'

/** A journal in a bucket of S3: one object a change, which nobody can overwrite unseen. */
export function journalIn(bucket: string, clients: S3Clients): Journal {
  const { reader } = clients
  // Should the bucket change hands, nothing is told to its new owner.
  const addressOf = ({ account }: Bucket, Key: string) => ({
    Bucket: bucket,
    Key,
    ExpectedBucketOwner: account,
  })
  const read = async (of: Bucket, Key: string): Promise<JournalPlace | undefined> => {
    try {
      const { Body, ETag } = await reader.send(new GetObjectCommand(addressOf(of, Key)))
      const entry: JournalEntry = JSON.parse((await Body?.transformToString()) ?? '')
      return { key: Key, tag: ETag ?? '', entry }
    } catch (error) {
      if (isAnswer(error, 'NoSuchKey')) return undefined
      throw journalError('read', bucket, error)
    }
  }
  const list = async (of: Bucket, since: Date): Promise<readonly string[]> => {
    // S3 tells when an object was written by the second.
    const from = since.getTime() - 1000
    const { Key: Prefix, ...address } = addressOf(of, folderOf(of))
    const keys: string[] = []
    try {
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: reader },
        { ...address, Prefix },
      )) {
        for (const { Key = '', LastModified } of Contents) {
          // What S3's console puts for a folder is no entry.
          if (!Key.endsWith('.json')) continue
          if (isOfUndo(Key) || (LastModified?.getTime() ?? from) >= from) keys.push(Key)
        }
      }
    } catch (error) {
      throw journalError('list', bucket, error)
    }
    return keys
  }
  const write = async (
    Key: string,
    entry: JournalEntry,
    condition: { readonly IfNoneMatch: '*' } | { readonly IfMatch: string },
  ): Promise<JournalPlace> => {
    const { ETag } = await clients.writer.send(
      new PutObjectCommand({
        ...addressOf(entry.intent.event.bucket, Key),
        Body: JSON.stringify(entry),
        ContentType: 'application/json',
        ...condition,
      }),
    )
    return { key: Key, tag: ETag ?? '', entry }
  }
  return {
    async find(event, isLeft) {
      for (let number = 1; ; number += 1) {
        const place = await read(event.bucket, keyOf(event, number))
        if (place === undefined || (!isClosed(place.entry) && isLeft(place.entry))) return place
      }
    },
    async recent(of, since) {
      const keys = await list(of, since)
      const places = await Promise.all(keys.map((key) => read(of, key)))
      return places
        .flatMap((place) => place?.entry ?? [])
        .toSorted((one, other) => (one.started < other.started ? -1 : 1))
    },
    async open(entry) {
      for (let number = 1; ; number += 1) {
        try {
          return await write(keyOf(entry.intent.event, number), entry, { IfNoneMatch: '*' })
        } catch (error) {
          if (!isAnswer(error, 'PreconditionFailed')) throw journalError('write to', bucket, error)
        }
      }
    },
    async amend({ key, tag }, entry) {
      try {
        return await write(key, entry, { IfMatch: tag })
      } catch (error) {
        throw journalError('write to', bucket, error)
      }
    },
  }
}

const isAnswer = (error: unknown, name: string) =>
  error instanceof S3ServiceException && error.name === name

const journalError = (action: string, bucket: string, cause: unknown) =>
  Object.assign(
    new Error(
      `Cannot ${action} the journal in bucket "${bucket}": ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    ),
    { code: 'Journal' },
  )
