import { mayReplace } from '../core/announcements/claim.ts'
import type { BucketEvent } from '../core/event.ts'
import type { Ports } from '../core/ports.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'

/** Makes this run the only one that announces a fix of the bucket, if it has one to announce. Throws if another run does. */
export async function claimAnnouncement(
  { id, bucket }: BucketEvent,
  { announced, allEntries }: Pick<AssessmentWithHistory, 'announced' | 'allEntries'>,
  { journal, now, run }: Pick<Ports, 'journal' | 'now' | 'run'>,
): Promise<void> {
  if (!announced.some(({ isNew }) => isNew)) return
  const claim = { version: 1, event: id, run, time: now().toISOString() } as const
  await journal.claim(bucket, claim, mayReplace(claim, allEntries))
}
