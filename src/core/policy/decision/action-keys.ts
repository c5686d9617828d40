import type { RequestClass, ResourceKind } from '../request-class.ts'
import { ABSENT } from '../request-class.ts'
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from './known-actions.ts'
import type { KeyConstraints, Ties } from './tied-keys.ts'

const GRANTS =
  'BypassGovernanceRetention CreateBucket PutBucketAcl PutObject PutObjectAcl PutObjectVersionAcl'
const LOCKS = 'PutObject PutObjectRetention'
const TAGGING = 'BypassGovernanceRetention PutObject PutObjectTagging PutObjectVersionTagging'
const COPIES = 'BypassGovernanceRetention PutObject'
const ENCRYPTS = 'BypassGovernanceRetention PutObject ReplicateObject UpdateObjectEncryption'

/**
 * The keys that only some actions on a bucket or an object have, and those actions, as of June 2026:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTION_KEYS: readonly (readonly [keys: RegExp, actions: string])[] = [
  [/^s3:(prefix|delimiter|max-keys)$/, 'ListBucket ListBucketVersions'],
  [
    /^s3:versionid$/,
    `DeleteObjectVersion DeleteObjectVersionTagging GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
    GetObjectVersionTagging GetObjectVersionTorrent PutObjectVersionAcl PutObjectVersionTagging`,
  ],
  [
    /^s3:existingobjecttag\//,
    `DeleteObjectTagging DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectTagging
    GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionTagging PutObjectAcl
    PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging UpdateObjectEncryption`,
  ],
  [/^s3:requestobjecttag(\/|keys$)/, TAGGING],
  [/^s3:object-lock-legal-hold$/, 'PutObject PutObjectLegalHold'],
  [/^s3:object-lock-(mode|remaining-retention-days|retain-until-date)$/, LOCKS],
  [/^s3:x-amz-acl$/, GRANTS],
  [/^s3:x-amz-grant-/, GRANTS],
  [/^s3:x-amz-(copy-source|metadata-directive|website-redirect-location)$/, COPIES],
  [/^s3:x-amz-storage-class$/, `${COPIES} PutObjectAcl PutObjectVersionAcl`],
  [/^s3:x-amz-server-side-encryption(-aws-kms-key-id)?$/, ENCRYPTS],
  [/^s3:x-amz-server-side-encryption-customer-algorithm$/, `${COPIES} ReplicateObject`],
  [/^s3:if-match$/, 'DeleteObject PutObject'],
  [/^s3:(if-none-match|objectcreationoperation)$/, 'PutObject'],
  [/^s3:(locationconstraint|x-amz-bucket-namespace|x-amz-object-ownership)$/, 'CreateBucket'],
  [/^s3:inventoryaccessibleoptionalfields$/, 'PutInventoryConfiguration'],
  [/^s3:isreplicationpauserequest$/, 'PutReplicationConfiguration'],
  [/^s3:(accessgrants(location)?scope|destinationregion|.*job.*)$/, ''],
  [/^aws:requesttag\//, 'CreateBucket TagResource'],
  [/^aws:tagkeys$/, 'CreateBucket TagResource UntagResource'],
  [
    /^s3:accessgrantsinstancearn$/,
    `AbortMultipartUpload DeleteObject DeleteObjectVersion GetObject GetObjectAcl GetObjectVersion GetObjectVersionAcl
    ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts PutObject PutObjectAcl
    PutObjectVersionAcl`,
  ],
]

/** Actions that have the same keys, of those that a policy mentions. */
export interface ActionGroup {
  /** `undefined`: all actions on the resource, also those that S3 may add in the future. */
  readonly names: readonly string[] | undefined
  readonly keys: KeyConstraints
}

const ALL_ACTIONS: ActionGroup = { names: undefined, keys: new Map() }

/** The actions on a kind of resource in groups. Loosely tied, every action may have every key. */
export function actionGroups(
  kind: ResourceKind,
  mentioned: ReadonlySet<string>,
  { actions }: RequestClass,
  ties: Ties,
): readonly ActionGroup[] {
  if (ties === 'loose') return [ALL_ACTIONS]
  const limited = [...mentioned].flatMap((key) => actionsWith(key) ?? [])
  const groups = new Map<string, ActionGroup>()
  for (const name of actions === 'all' ? KNOWN[kind] : actions) {
    const keys = without(limited, name)
    const group = JSON.stringify([...keys.keys()])
    groups.set(group, { names: [...(groups.get(group)?.names ?? []), name], keys })
  }
  return [...groups.values()]
}

// Nobody can create a bucket that has a policy.
const KNOWN: Readonly<Record<ResourceKind, readonly string[]>> = {
  object: OBJECT_ACTIONS,
  bucket: BUCKET_ACTIONS.filter((name) => name !== 's3:CreateBucket'),
}

interface LimitedKey {
  readonly key: string
  readonly actions: readonly string[]
}

const without = (limited: readonly LimitedKey[], action: string): KeyConstraints =>
  new Map(
    limited.filter(({ actions }) => !actions.includes(action)).map(({ key }) => [key, ABSENT]),
  )

function actionsWith(key: string): LimitedKey | undefined {
  const actions = ACTION_KEYS.find(([keys]) => keys.test(key))?.[1]
  return actions === undefined
    ? undefined
    : { key, actions: actions.split(/\s+/).map((name) => `s3:${name}`) }
}

/** Whether a request for the action can have the condition key. */
export const mayHaveKey = (action: string, key: string): boolean =>
  actionsWith(key)?.actions.includes(action) ?? true
