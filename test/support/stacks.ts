import type { BucketStack } from '../../src/core/assessment/stack.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
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
