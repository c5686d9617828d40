import { isNoWeaker } from '../encryption/minimum.ts'
import { type EncryptionRequirement, strengthen } from '../encryption/requirement.ts'
import { type EncryptionRule, isSameRule } from '../encryption/rule.ts'
import type { BucketEvent } from '../event.ts'
import type { BucketPosture } from '../posture.ts'
import type { JournalEntry } from './entry.ts'
import type { ExplainLoss } from './explain-loss.ts'
import { lossOf } from './loss.ts'
import { encryptionWrites } from './own-writes.ts'

/** `undefined`: the encryption rule that an event tells of stands there. */
export function findLostEncryption(
  { put, time }: BucketEvent,
  { bucket, encryption }: BucketPosture,
): ExplainLoss | undefined {
  if (put?.encryption === undefined || !encryption.known) return undefined
  const standing = encryption.value ?? null
  const asPut = put.encryption ?? SSE_S3_RULE
  const theirs = withBlockOf(standing, asPut)
  if (isSameRule(theirs, standing)) return undefined
  return (entries) => {
    const isIn = (stood: EncryptionRule | null) => isSameRule(stood, withBlockOf(stood, asPut))
    const foreign = { isIn, second: Date.parse(time) }
    const loss = lossOf(foreign, standing, encryptionWrites(entries), isSameRule)
    const together = strengthen(theirs, lastRequirement(entries), bucket) ?? theirs
    if (loss === 'none' || isSameRule(together, standing)) return undefined
    const versions = { put: { encryption: theirs }, current: { encryption: standing } }
    // Whoever wants less than what stands there can have it from its owner only.
    if (loss === 'undecided' || !isNoWeaker(together, standing ?? undefined)) return versions
    const type = 'restore-bucket-encryption'
    return { ...versions, step: { type, controls: [], rule: together, instead: standing } }
  }
}

// What DeleteBucketEncryption goes back to.
const SSE_S3_RULE: EncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
}

// What S3 does about blocked types that a put leaves out is not documented: it is left as it is.
const withBlockOf = (standing: EncryptionRule | null, theirs: EncryptionRule): EncryptionRule =>
  theirs.BlockedEncryptionTypes || !standing?.BlockedEncryptionTypes
    ? theirs
    : { ...theirs, BlockedEncryptionTypes: standing.BlockedEncryptionTypes }

/** What Cooper asked for when it wrote last. */
function lastRequirement(entries: readonly JournalEntry[]): EncryptionRequirement {
  const steps = entries.flatMap(({ record, intent }) =>
    record ? record.steps.map(({ step }) => step) : intent.steps,
  )
  const demands = steps.flatMap((step) =>
    step.type === 'put-bucket-encryption' ? [step.demand] : [],
  )
  return demands.at(-1) ?? {}
}
