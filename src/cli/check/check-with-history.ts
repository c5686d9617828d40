import { type BucketOutlook, outlookOf } from '../../check/check-bucket.ts'
import { readPosture } from '../../check/read-bucket.ts'
import { type Announcement, describeAnnouncement } from '../../core/announcements/announcement.ts'
import { inRemediateMode, withMode } from '../../core/announcements/effective-modes.ts'
import type { BucketEvent } from '../../core/event.ts'
import type { Finding } from '../../core/finding.ts'
import type { Flapping } from '../../core/journal/flapping/flapping.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { assessWithHistory } from '../../remediation/assess-with-history.ts'

/**
 * Checks a bucket as the bot does, without any write, and plans all steps in every mode. Controls on hold are exempt, and
 * flapping ones have no step. `undefined`: the bucket no longer exists.
 */
export async function checkWithHistory(
  event: BucketEvent,
  settings: Settings,
  ports: Pick<Ports, 's3' | 'journal' | 'now' | 'creationDate' | 'waiting'>,
): Promise<BucketOutlook | undefined> {
  const posture = await readPosture(event.bucket, ports.s3)
  if (!posture) return undefined
  const assessed = await assessWithHistory(event, posture, undefined, settings, ports)
  if (!assessed) return undefined
  const { findings, circumstances, flapping, announced } = assessed
  const writing = withMode('report', flapping, inRemediateMode(circumstances.settings))
  const noted = findings
    .map(notingFlapping(flapping))
    .map(notingAnnouncement(announced, event.bucket.name, circumstances.today))
  return outlookOf(posture, noted, { ...circumstances, settings: writing })
}

const notingFlapping =
  (flapping: readonly Flapping[]) =>
  (finding: Finding): Finding => {
    const found = flapping.find(({ control }) => control === finding.control)
    if (!found) return finding
    const alone = `Cooper fixed it ${found.times === 1 ? 'once' : `${found.times} times`} since ${found.since}, and leaves it alone until ${found.until}`
    return { ...finding, reason: `${finding.reason}. ${alone}`, isFlapping: true }
  }

/** What is in the journal. People know nothing yet of an announcement that would be new. */
const notingAnnouncement =
  (announced: readonly Announcement[], bucket: string, today: string) =>
  (finding: Finding): Finding => {
    const found = announced.find(({ control, isNew }) => control === finding.control && !isNew)
    if (!found) return finding
    const when = describeAnnouncement(found, bucket, today)
    return { ...finding, reason: `${finding.reason}. ${when}`, announced: found }
  }
