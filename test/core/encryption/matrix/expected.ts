import type { ControlId } from '../../../../src/core/controls/ids.ts'
import { NAMED_KEY, type Setting } from './settings.ts'
import { standing } from './standing.ts'
import { ruleOf, type Start } from './starts.ts'

const ALGORITHMS = ['none', 'AES256', 'aws:kms', 'aws:kms:dsse'] as const
const ASKED = { 'SSE-S3': 'AES256', 'SSE-KMS': 'aws:kms', 'DSSE-KMS': 'aws:kms:dsse' } as const

/** An alias on a list may hide any key, so that nothing is known, and the rule is left alone. */
const isInDoubt = ({ key }: Start, { areKeysListed }: Setting) =>
  areKeysListed && key.isListed === 'cannot tell'

/** The stronger one of what is there and what is asked for. */
const algorithmAfter = (start: Start, setting: Setting) =>
  isInDoubt(start, setting)
    ? start.algorithm
    : ALGORITHMS.findLast((one) => one === start.algorithm || one === ASKED[setting.asked])

/**
 * A customer's key stays unless the list leaves it out. The managed one gives way to the key named, but not where two
 * layers make up for it.
 */
function keyAfter(start: Start, setting: Setting): string | undefined {
  const { algorithm, key } = start
  const isLeftOut = setting.areKeysListed && key.isListed === 'no'
  const isMadeUpFor = algorithm === 'aws:kms:dsse' && setting.asked === 'SSE-KMS'
  if (algorithmAfter(start, setting) === 'AES256' || !setting.isKeyNamed) return key.text
  if (isLeftOut) return NAMED_KEY
  return key.owner === 'customer' || isMadeUpFor ? key.text : NAMED_KEY
}

/** One that is on stays on, and where SSE-KMS is, the setting may ask for one. DSSE-KMS has none. */
function bucketKeyAfter(start: Start, setting: Setting): boolean {
  const algorithm = algorithmAfter(start, setting)
  if (algorithm === 'aws:kms:dsse') return false
  return start.bucketKey === true || (algorithm === 'aws:kms' && setting.bucketKey)
}

export const expectedStanding = (start: Start, setting: Setting): ReturnType<typeof standing> => ({
  algorithm: algorithmAfter(start, setting) ?? '',
  key: keyAfter(start, setting),
  bucketKey: bucketKeyAfter(start, setting),
  blocked: setting.blocksSseC ? 'SSE-C' : start.blocked,
})

/** The controls that the start falls short of. */
export function expectedFailures(start: Start, setting: Setting): readonly ControlId[] {
  const [before, after] = [standing(ruleOf(start)), expectedStanding(start, setting)]
  const fails = {
    'default-encryption': before.algorithm !== after.algorithm || before.key !== after.key,
    'bucket-key': start.algorithm === 'aws:kms' && setting.bucketKey && !start.bucketKey,
    'sse-c': setting.blocksSseC && start.blocked !== 'SSE-C',
  }
  return (['default-encryption', 'bucket-key', 'sse-c'] as const).filter((id) => fails[id])
}

/** What the one put serves: a bucket key comes with a rule that becomes SSE-KMS. */
export function expectedServed(start: Start, setting: Setting): readonly ControlId[] {
  const failures = expectedFailures(start, setting)
  const [before, after] = [standing(ruleOf(start)), expectedStanding(start, setting)]
  const isNew = before.algorithm !== 'aws:kms' && after.algorithm === 'aws:kms'
  const getsBucketKey = isNew && setting.bucketKey && !start.bucketKey
  return getsBucketKey ? failures.toSpliced(1, 0, 'bucket-key') : failures
}

/** An alias on a list stays in doubt, and all else is well. */
export const expectedVerdicts = (start: Start, setting: Setting) => ({
  'default-encryption': isInDoubt(start, setting) ? 'unknown' : 'compliant',
  'bucket-key': 'compliant',
  'sse-c': 'compliant',
})
