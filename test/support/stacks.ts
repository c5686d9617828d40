import { createHash } from 'node:crypto'
import type { BucketStack } from '../../src/core/assessment/stack.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { keyOfWaiting, type WaitingBucket } from '../../src/core/journal/waiting.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { bucketEvent } from './builders.ts'
import { sampleRecord } from './sample-record.ts'

export const STACK: BucketStack = {
  id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/5f3a1c70-c5d1-11f0-9d1f-0affd8a7c6b1',
  name: 'shop',
  logicalId: 'Uploads',
}

/** The system tags of the stack's bucket. */
export const STACK_TAGS = {
  'aws:cloudformation:stack-id': STACK.id,
  'aws:cloudformation:stack-name': STACK.name,
  'aws:cloudformation:logical-id': STACK.logicalId,
}

/** A closed journal entry of a change after which the bucket had this policy. */
export const entryAfter = (policy: PolicyDocument): JournalEntry => ({
  version: 1,
  started: '2026-11-20T08:00:00.000Z',
  intent: { event: bucketEvent(), findings: [], steps: [], before: {} },
  record: { ...sampleRecord(), after: { policy } },
  notified: ['sns'],
})

/** Puts a note into a journal of the embedded AWS that the bucket has waited for its stack for so many minutes. */
export function bucketWaits(
  aws: LocalAws,
  journal: string,
  bucket: string,
  { minutes = 1, stack = STACK }: { readonly minutes?: number; readonly stack?: BucketStack } = {},
) {
  const { account, region } = aws
  const since = new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const event = bucketEvent({
    time: since,
    bucket: { account, region, partition: 'aws', name: bucket },
  })
  const note: WaitingBucket = { version: 1, since, cause: 'deployment', stack, event }
  const body = Buffer.from(JSON.stringify(note))
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const stored = { body, etag, headers: {}, modifiedAt: new Date() }
  aws.bucket(journal)?.objects.set(keyOfWaiting(note), stored)
}
