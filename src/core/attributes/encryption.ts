import { strengthen } from '../encryption/requirement.ts'
import { describeRule, type EncryptionRule, isSameRule } from '../encryption/rule.ts'
import { printable } from '../printable.ts'
import type { Attribute } from './attribute.ts'

const describe = (rule: EncryptionRule | null | undefined) =>
  printable(describeRule(rule ?? undefined))

/** Default encryption. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const encryptionAttribute: Attribute<'encryption'> = {
  name: 'encryption',
  title: 'default encryption',
  put: { call: 'PutBucketEncryption', permission: 's3:PutEncryptionConfiguration' },
  read: (s3, bucket) => s3.readEncryption(bucket),
  write: (s3, bucket, rule) => s3.putEncryption(bucket, rule),
  remove: (s3, bucket) => s3.deleteEncryption(bucket),
  toStored: (rule) => rule,
  toObserved: (rule) => rule,
  isSame: isSameRule,
  merge: (requirements) => Object.assign({}, ...requirements),
  apply: (rule, requirement, bucket) => ({
    value: strengthen(rule ?? undefined, requirement, bucket) ?? null,
  }),
  sent: () => undefined,
  shows: (live, { change, before }, bucket) =>
    isSameRule(live, strengthen(before ?? undefined, change, bucket) ?? null),
  // Somebody else may have put another rule that meets the requirement.
  isResultOf: (live, change, before, bucket) =>
    isSameRule(live, strengthen(before ?? undefined, change, bucket) ?? null),
  // A rule that meets the requirement does not show its earlier value.
  foundBefore(live, change, before, bucket) {
    const rule = live ?? undefined
    return strengthen(rule, change, bucket) === rule ? before : undefined
  },
  valueBefore: () => undefined,
  describe: (rule) => `Default encryption, ${describe(rule)},`,
  describePlanned: (rule, change, _, bucket) => [
    `- Default encryption, now ${describe(rule)}, would become ${describe(strengthen(rule ?? undefined, change, bucket))}.`,
  ],
  describeDone: (before, change, _, bucket) => [
    `- Default encryption was ${describe(before)}. It is now ${describe(strengthen(before ?? undefined, change, bucket))}.`,
  ],
}
