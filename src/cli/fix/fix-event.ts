import { randomUUID } from 'node:crypto'
import type { Bucket } from '../../core/bucket.ts'
import { type BucketEvent, BY_CHECK, BY_FIX } from '../../core/event.ts'
import { fixId } from '../../core/journal/keys.ts'

/** The event of a person who asks for a fix. */
export const fixEvent = (bucket: Bucket, actor: BucketEvent['actor'], now: Date): BucketEvent => ({
  id: fixId(randomUUID()),
  name: BY_FIX,
  time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  bucket,
  actor,
  role: undefined,
  bucketAccount: bucket.account,
})

/** The event of a person who only looks: what is announced stays as it is. */
export const checkEvent = (...of: Parameters<typeof fixEvent>): BucketEvent => ({
  ...fixEvent(...of),
  name: BY_CHECK,
})
