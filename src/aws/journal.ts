import { GetObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3'
import type { BucketEvent } from '../core/event.ts'
import { isClosed, type JournalEntry, keyOf } from '../core/journal/entry.ts'
import type { Journal, JournalPlace } from '../edge.ts'
import type { S3Clients } from './s3-client.ts'

/** A journal in a bucket of S3: one object a change, which nobody can overwrite unseen. */
export function journalIn(bucket: string, { reader, writer }: S3Clients): Journal {
  // Should the bucket change hands, nothing is told to its new owner.
  const addressOf = ({ bucket: { account } }: BucketEvent, Key: string) => ({
    Bucket: bucket,
    Key,
    ExpectedBucketOwner: account,
  })
  const read = async (event: BucketEvent, Key: string): Promise<JournalPlace | undefined> => {
    try {
      const { Body, ETag } = await reader.send(new GetObjectCommand(addressOf(event, Key)))
      const entry: JournalEntry = JSON.parse((await Body?.transformToString()) ?? '')
      return { key: Key, tag: ETag ?? '', entry }
    } catch (error) {
      if (isAnswer(error, 'NoSuchKey')) return undefined
      throw cannot('read', bucket, error)
    }
  }
  const write = async (
    Key: string,
    entry: JournalEntry,
    condition: { readonly IfNoneMatch: '*' } | { readonly IfMatch: string },
  ): Promise<JournalPlace> => {
    const { ETag } = await writer.send(
      new PutObjectCommand({
        ...addressOf(entry.intent.event, Key),
        Body: JSON.stringify(entry),
        ContentType: 'application/json',
        ...condition,
      }),
    )
    return { key: Key, tag: ETag ?? '', entry }
  }
  return {
    async find(event) {
      for (let number = 1; ; number += 1) {
        const place = await read(event, keyOf(event, number))
        if (place === undefined || !isClosed(place.entry)) return place
      }
    },
    async open(entry) {
      for (let number = 1; ; number += 1) {
        try {
          return await write(keyOf(entry.intent.event, number), entry, { IfNoneMatch: '*' })
        } catch (error) {
          if (!isAnswer(error, 'PreconditionFailed')) throw cannot('write to', bucket, error)
        }
      }
    },
    async amend({ key, tag }, entry) {
      try {
        return await write(key, entry, { IfMatch: tag })
      } catch (error) {
        throw cannot('write to', bucket, error)
      }
    },
  }
}

const isAnswer = (error: unknown, name: string) =>
  error instanceof S3ServiceException && error.name === name

const cannot = (action: string, bucket: string, cause: unknown) =>
  Object.assign(
    new Error(
      `Cannot ${action} the journal in bucket "${bucket}": ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    ),
    { code: 'Journal' },
  )
