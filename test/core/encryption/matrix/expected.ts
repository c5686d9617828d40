import type { ControlId } from '../../../../src/core/controls/ids.ts'
import { protectionOf } from './protection.ts'
import { NAMED_KEY, type Setting } from './settings.ts'
import { ruleOf, type Start } from './starts.ts'

const ALGORITHMS = ['none', 'AES256', 'aws:kms', 'aws:kms:dsse'] as const
const REQUIRED = { 'SSE-S3': 'AES256', 'SSE-KMS': 'aws:kms', 'DSSE-KMS': 'aws:kms:dsse' } as const

/** The alias of a key hides whether the key is on the list. Then the verdict is unknown, and the rule stays. */
const isUnknown = ({ key }: Start, { areKeysListed }: Setting) =>
  areKeysListed && key.isListed === 'unknown'

/** The stronger one of the present and the required algorithm. */
const algorithmAfter = (start: Start, setting: Setting) =>
  isUnknown(start, setting)
    ? start.algorithm
    : ALGORITHMS.findLast((one) => one === start.algorithm || one === REQUIRED[setting.required])

/**
 * A customer managed key stays unless it is missing in the list. The AWS managed key is replaced by the key in the
 * settings, but not where DSSE-KMS compensates for it.
 */
function keyAfter(start: Start, setting: Setting): string | undefined {
  const { algorithm, key } = start
  const isLeftOut = setting.areKeysListed && key.isListed === 'no'
  const isCompensated = algorithm === 'aws:kms:dsse' && setting.required === 'SSE-KMS'
  if (algorithmAfter(start, setting) === 'AES256' || !setting.isKeyNamed) return key.text
  if (isLeftOut) return NAMED_KEY
  return key.owner === 'customer' || isCompensated ? key.text : NAMED_KEY
}

/** An enabled bucket key stays enabled. With SSE-KMS the setting may require one. DSSE-KMS supports none. */
function bucketKeyAfter(start: Start, setting: Setting): boolean {
  const algorithm = algorithmAfter(start, setting)
  if (algorithm === 'aws:kms:dsse') return false
  return start.bucketKey === true || (algorithm === 'aws:kms' && setting.bucketKey)
}

export const expectedProtection = (
  start: Start,
  setting: Setting,
): ReturnType<typeof protectionOf> => ({
  algorithm: algorithmAfter(start, setting) ?? '',
  key: keyAfter(start, setting),
  bucketKey: bucketKeyAfter(start, setting),
  blocked: setting.blocksSseC ? 'SSE-C' : start.blocked,
})

/** The controls for which the start is non-compliant. */
export function expectedFailures(start: Start, setting: Setting): readonly ControlId[] {
  const [before, after] = [protectionOf(ruleOf(start)), expectedProtection(start, setting)]
  const fails = {
    'default-encryption': before.algorithm !== after.algorithm || before.key !== after.key,
    'bucket-key': start.algorithm === 'aws:kms' && setting.bucketKey && !start.bucketKey,
    'sse-c': setting.blocksSseC && start.blocked !== 'SSE-C',
  }
  return (['default-encryption', 'bucket-key', 'sse-c'] as const).filter((id) => fails[id])
}

/** The controls of the one put. A rule that becomes SSE-KMS gets its bucket key in the same put. */
export function expectedServed(start: Start, setting: Setting): readonly ControlId[] {
  const failures = expectedFailures(start, setting)
  const [before, after] = [protectionOf(ruleOf(start)), expectedProtection(start, setting)]
  const isNew = before.algorithm !== 'aws:kms' && after.algorithm === 'aws:kms'
  const getsBucketKey = isNew && setting.bucketKey && !start.bucketKey
  return getsBucketKey ? failures.toSpliced(1, 0, 'bucket-key') : failures
}

/** An alias stays unknown if keys are listed. Everything else that the setting asks for is compliant. */
export const expectedVerdicts = (start: Start, setting: Setting) => ({
  'default-encryption': isUnknown(start, setting) ? 'unknown' : 'compliant',
  'bucket-key': setting.bucketKey ? 'compliant' : 'not-applicable',
  'sse-c': setting.blocksSseC ? 'compliant' : 'not-applicable',
})
