import type { PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { parsePolicy } from '../policy/parsing/parse.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import {
  mergeOwnStatements,
  type OwnStatements,
  type StatementChange,
} from '../statements/merge.ts'
import { inOrderOfSids } from '../statements/order.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { Attribute } from './attribute.ts'

const changesBy = (policy: PolicyDocument | null, change: OwnStatements, bucket: BucketId) =>
  mergeOwnStatements(policy ?? undefined, change, bucket).changes

const isMerged = (policy: PolicyDocument | null, change: OwnStatements, bucket: BucketId) =>
  changesBy(policy, change, bucket).length === 0

const sidsOf = ({ required }: OwnStatements) => required.map(({ Sid }) => Sid)

const othersIn = (policy: PolicyDocument | null, bucket: BucketId) =>
  withoutOwn(policy, OWN_SIDS, bucket)

/** The bucket policy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const policyAttribute: Attribute<'policy'> = {
  name: 'policy',
  title: 'bucket policy',
  put: { call: 'PutBucketPolicy', permission: 's3:PutBucketPolicy' },
  read: (s3, bucket) => s3.readPolicy(bucket),
  write: (s3, bucket, policy) => s3.putPolicy(bucket, policy),
  remove: (s3, bucket) => s3.deletePolicy(bucket),
  toStored: ({ document }) => document,
  toObserved: (document) => parsePolicy(document),
  isSame: isSamePolicy,
  merge: (changes) => ({
    required: changes.flatMap(({ required }) => required).toSorted(inOrderOfSids),
    obsolete: changes.flatMap(({ obsolete }) => obsolete),
  }),
  apply(policy, change, bucket) {
    const { document, changes } = mergeOwnStatements(policy ?? undefined, change, bucket)
    return { value: document ?? null, statements: changes }
  },
  sent: (document, statements) => ({ document, statements }),
  shows(live, { statements }) {
    const sids = live === null ? [] : parsePolicy(live).statements.map(({ sid }) => sid)
    return statements.every(({ sid, change }) => sids.includes(sid) === (change !== 'removed'))
  },
  isResultOf: (live, change, _before, bucket) => isMerged(live, change, bucket),
  // The policy without the required statements, if it contains all of them.
  foundBefore(live, change, _before, bucket) {
    if (!isMerged(live, change, bucket)) return undefined
    const before = withoutOwn(live, sidsOf(change), bucket)
    return before === live ? undefined : before
  },
  valueBefore(live, change, first, bucket) {
    const isFirst = isSamePolicy(othersIn(live, bucket), othersIn(first, bucket))
    return isFirst ? first : withoutOwn(live, sidsOf(change), bucket)
  },
  describe: () => 'The bucket policy',
  describePlanned: (policy, change, statements, bucket) =>
    (statements ?? changesBy(policy, change, bucket)).map(wouldChange),
  describeDone(before, change, statements, bucket) {
    const changes = statements ?? changesBy(before, change, bucket)
    return before === null ? describeNewPolicy(changes) : changes.map(describeChange)
  },
}

const wouldChange = ({ sid, change }: StatementChange) =>
  change === 'removed'
    ? `- Cooper's statement "${sid}" would be removed from the bucket policy: the settings no longer require it.`
    : `- The statement "${sid}" would be added to the bucket policy.`

const describeChange = ({ sid, change }: StatementChange) =>
  `- The statement "${sid}" ${CHANGES[change]}. No other statement was changed.`

const CHANGES: Readonly<Record<StatementChange['change'], string>> = {
  added: 'was added to the bucket policy',
  replaced: 'in the bucket policy was damaged or from an earlier setting, and was replaced',
  removed: 'by Cooper was removed from the bucket policy: the settings no longer require it',
}

function describeNewPolicy(changes: readonly StatementChange[]): readonly string[] {
  const [first, ...others] = changes.map(({ sid }) => `"${sid}"`)
  if (first === undefined) return []
  const statements =
    others.length > 0 ? `statements ${[first, ...others].join(', ')}` : `statement ${first}`
  return [`- The bucket had no policy. It now has one with the ${statements}.`]
}
