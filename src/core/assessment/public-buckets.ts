import type { Control } from '../controls/control.ts'
import { exempt, type Finding } from '../finding.ts'
import type { BucketContext, BucketPosture } from '../posture.ts'
import type { PublicBuckets, Settings } from '../settings.ts'
import { doubtful } from './doubtful.ts'
import { letsAnybodyRead } from './public-reads.ts'

interface SettingsAndContext {
  readonly settings: Settings
  readonly context: BucketContext
}

/** Whether `PUBLIC_BUCKETS` makes a difference for the control. */
export const considersPublic = (control: Control, { publicBuckets }: Settings): boolean =>
  control.mayRefuseAnybody !== undefined && publicBuckets !== 'remediate'

/** What `PUBLIC_BUCKETS` says of a control on this bucket: `remediate` unless anyone may read it and it is no website. */
export function publicTreatment(
  control: Control,
  posture: BucketPosture,
  { settings, context }: SettingsAndContext,
): PublicBuckets {
  const { website } = context
  const isNoWebsite = website !== undefined && !(website.known && website.value)
  return considersPublic(control, settings) && isNoWebsite && letsAnybodyRead(posture, context)
    ? settings.publicBuckets
    : 'remediate'
}

/** Whether the owner is to be notified some days before the control is remediated on this bucket. */
export const asksForGrace = (
  control: Control,
  posture: BucketPosture,
  circumstances: SettingsAndContext,
): boolean => publicTreatment(control, posture, circumstances) === 'grace'

/** Exempts a finding on a public bucket by `PUBLIC_BUCKETS`. */
export function exemptPublic(
  finding: Finding,
  control: Control,
  posture: BucketPosture,
  circumstances: SettingsAndContext,
): Finding {
  const { settings, context } = circumstances
  const isUnclear = context.acl?.known === false && !letsAnybodyRead(posture)
  if (isUnclear && considersPublic(control, settings))
    return doubtful(finding, 'may be read by anyone', context.acl.reason)
  return publicTreatment(control, posture, circumstances) === 'exempt'
    ? exempt(finding, { by: 'public-reads', reason: control.mayRefuseAnybody ?? '' })
    : finding
}
