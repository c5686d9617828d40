import type { ControlId } from '../controls/ids.ts'
import { type Exemption, exempt, type Finding, isCompliant, unknown } from '../finding.ts'
import { characters, glob, matches } from '../glob.ts'
import type { BucketContext } from '../posture.ts'
import { printable } from '../printable.ts'
import type { Settings } from '../settings.ts'
import { EXEMPT_TAG, parseExemptTag } from './exempt-tag.ts'
import { ownByTag } from './own-bucket.ts'

/** The exemption of a bucket from a control by `EXEMPT_BUCKETS`. */
export function exemptionBySetting(
  bucket: string,
  control: ControlId,
  { exemptBuckets }: Settings,
): Exemption | undefined {
  const name = characters(bucket)
  const entry = exemptBuckets.find(
    (one) =>
      (one.control === undefined || one.control === control) && matches(glob(one.buckets), name),
  )
  return entry && { by: 'setting', reason: `Exempt by EXEMPT_BUCKETS, "${entry.buckets}"` }
}

/**
 * Exempts a finding by the tags of the bucket, where Cooper's own tag comes first. An expired or malformed exemption
 * exempts nothing, and the reason says so.
 */
export function withTagExemption(
  finding: Finding,
  { tags }: BucketContext,
  { exemptByTag }: Settings,
  today: string,
): Finding {
  if (isCompliant(finding) || tags === undefined) return finding
  if (!tags.known) {
    const reason = `Cooper could not determine whether the bucket is exempt: ${tags.reason}`
    return { ...finding, ...unknown(`${reason}. Otherwise: ${finding.reason}`) }
  }
  const own = ownByTag(tags.value)
  if (own) return exempt(finding, own)
  const value = tags.value[EXEMPT_TAG]
  return value === undefined || !exemptByTag ? finding : withExemptTag(finding, value, today)
}

function withExemptTag(finding: Finding, value: string, today: string): Finding {
  const tag = parseExemptTag(value)
  if (typeof tag === 'string') return noted(finding, `cannot be read: ${tag}`)
  if (!tag.controls.includes(finding.control)) return finding
  if (tag.until !== undefined && tag.until < today) return noted(finding, `ended on ${tag.until}`)
  const until = tag.until === undefined ? '' : ` until ${tag.until}`
  const reason = tag.reason === '' ? '' : `: ${printable(tag.reason, 256)}`
  return exempt(finding, {
    by: 'tag',
    reason: `Exempt by the tag ${EXEMPT_TAG}${until}${reason}`,
    ...(tag.until !== undefined && { until: tag.until }),
  })
}

const noted = (finding: Finding, problem: string): Finding => ({
  ...finding,
  reason: `${finding.reason}. The exemption in the tag ${EXEMPT_TAG} ${problem}`,
})
