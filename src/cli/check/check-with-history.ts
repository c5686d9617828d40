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

interface OutlookWithHistory {
  readonly outlook: BucketOutlook
  readonly announced: readonly Announcement[]
  readonly today: string
}

/**
 * Checks a bucket as the bot does, without any write, and plans all steps in every mode. Controls on hold are exempt, and
 * flapping ones have no step. `undefined`: the bucket no longer exists.
 */
export const checkWithHistory = async (
  ...of: Parameters<typeof outlookWithHistory>
): Promise<BucketOutlook | undefined> => (await outlookWithHistory(...of))?.outlook

/** The same, and what is announced, or would be after this event. */
export async function outlookWithHistory(
  event: BucketEvent,
  settings: Settings,
  ports: Pick<Ports, 's3' | 'journal' | 'now' | 'creationDate' | 'waiting'>,
): Promise<OutlookWithHistory | undefined> {
  const posture = await readPosture(event.bucket, ports.s3)
  if (!posture) return undefined
  const assessed = await assessWithHistory(event, posture, undefined, settings, ports)
  if (!assessed) return undefined
  const { findings, circumstances, flapping, announced } = assessed
  const writing = withMode('report', flapping, inRemediateMode(circumstances.settings))
  const noted = findings
    .map(notingFlapping(flapping))
    .map(notingAnnouncement(announced.filter(isKnown), event.bucket.name, circumstances.today))
  const outlook = outlookOf(posture, noted, { ...circumstances, settings: writing })
  return { outlook, announced, today: circumstances.today }
}

/** People know nothing yet of an announcement that would be new. */
const isKnown = ({ isNew }: Announcement) => !isNew

const notingFlapping =
  (flapping: readonly Flapping[]) =>
  (finding: Finding): Finding => {
    const found = flapping.find(({ control }) => control === finding.control)
    if (!found) return finding
    const alone = `Cooper fixed it ${found.times === 1 ? 'once' : `${found.times} times`} since ${found.since}, and leaves it alone until ${found.until}`
    return { ...finding, reason: `${finding.reason}. ${alone}`, isFlapping: true }
  }

/** Notes when a finding is fixed, or until when its proposal waits. */
export const notingAnnouncement =
  (announced: readonly Announcement[], bucket: string, today: string) =>
  (finding: Finding): Finding => {
    const found = announced.find(({ control }) => control === finding.control)
    if (!found) return finding
    const when = describeAnnouncement(found, bucket, today)
    return { ...finding, reason: `${finding.reason}. ${when}`, announced: found }
  }
