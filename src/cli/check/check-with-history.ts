import { type BucketOutlook, outlookOf } from '../../check/check-bucket.ts'
import { readPosture } from '../../check/read-bucket.ts'
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
  const { findings, circumstances, flapping } = assessed
  return outlookOf(posture, findings.map(notingFlapping(flapping)), circumstances)
}

const notingFlapping =
  (flapping: readonly Flapping[]) =>
  (finding: Finding): Finding => {
    const found = flapping.find(({ control }) => control === finding.control)
    if (!found) return finding
    const alone = `Cooper fixed it ${found.times === 1 ? 'once' : `${found.times} times`} since ${found.since}, and leaves it alone until ${found.until}`
    return { ...finding, reason: `${finding.reason}. ${alone}`, isFlapping: true }
  }
