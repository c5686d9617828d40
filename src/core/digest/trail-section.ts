import type { Digest } from './digest.ts'

/** What the digest says of the trail, without which no event reaches Cooper. */
export function trailSection({ trail, region }: Pick<Digest, 'trail' | 'region'>): string {
  if (trail === undefined) return ''
  return trail.known
    ? `NO TRAIL\nNo trail of CloudTrail records the management events of ${region}, so no change of a bucket reaches Cooper before the next sweep. Create a trail with management write events.`
    : `Cooper cannot know whether a trail of CloudTrail records the management events of ${region}: ${trail.reason}.`
}
