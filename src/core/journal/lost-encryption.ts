import { isNoWeaker } from '../encryption/minimum.ts'
import { type EncryptionRequirement, strengthen } from '../encryption/requirement.ts'
import { type EncryptionRule, isSameRule } from '../encryption/rule.ts'
import type { BucketEvent } from '../event.ts'
import type { BucketPosture } from '../posture.ts'
import { isPut, isStepOn } from '../step.ts'
import type { JournalEntry } from './entry.ts'
import { type ExplainLoss, lossOf, mayBeLost } from './loss.ts'
import { ownWrites } from './own-writes.ts'

/** `undefined`: the encryption rule that the event reports is the current one. */
export function findLostEncryption(
  { put, time }: BucketEvent,
  { bucket, encryption }: BucketPosture,
): ExplainLoss | undefined {
  if (put?.encryption === undefined) return undefined
  const asPut = put.encryption ?? SSE_S3_RULE
  const isIn = (earlier: EncryptionRule | null) => isSameRule(earlier, withBlockOf(earlier, asPut))
  const foreign = { isIn, second: Date.parse(time) }
  if (!encryption.known) {
    return (entries) =>
      mayBeLost(foreign, ownWrites('encryption', entries))
        ? { put: { encryption: asPut }, current: {} }
        : undefined
  }
  const current = encryption.value ?? null
  const lost = withBlockOf(current, asPut)
  if (isSameRule(lost, current)) return undefined
  return (entries) => {
    const loss = lossOf(foreign, current, ownWrites('encryption', entries), isSameRule)
    const together = strengthen(lost, lastRequirement(entries), bucket) ?? lost
    if (loss === 'none' || isSameRule(together, current)) return undefined
    const versions = { put: { encryption: lost }, current: { encryption: current } }
    // Cooper never puts a weaker rule than the current one: that is for the bucket's owner to decide.
    if (loss === 'undecided' || !isNoWeaker(together, current ?? undefined)) return versions
    const target = { action: 'restore', attribute: 'encryption', controls: [] } as const
    return { ...versions, step: { ...target, value: together, expected: current } }
  }
}

// The rule of a bucket after DeleteBucketEncryption.
const SSE_S3_RULE: EncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
}

// AWS does not document what a put without `BlockedEncryptionTypes` does to the blocked types: keep the current ones.
const withBlockOf = (current: EncryptionRule | null, lost: EncryptionRule): EncryptionRule =>
  lost.BlockedEncryptionTypes || !current?.BlockedEncryptionTypes
    ? lost
    : { ...lost, BlockedEncryptionTypes: current.BlockedEncryptionTypes }

/** What the controls required at Cooper's last write. */
function lastRequirement(entries: readonly JournalEntry[]): EncryptionRequirement {
  const steps = entries.flatMap(({ record, intent }) =>
    record ? record.steps.map(({ step }) => step) : intent.steps,
  )
  const requirements = steps.flatMap((step) =>
    isStepOn(step, 'encryption') && isPut(step) ? [step.change] : [],
  )
  return requirements.at(-1) ?? {}
}
