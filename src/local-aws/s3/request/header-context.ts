import type { Request } from '../../../core/policy/request.ts'
import { header } from '../../http/exchange.ts'
import { childOf, parseXml, xmlText } from '../../http/xml.ts'
import type { StoredBucket } from '../bucket.ts'
import { isMarker } from '../objects/store/stored-object.ts'
import { findVersion } from '../objects/store/versions.ts'
import { TAGS_HEADER } from '../objects/upload/object-tags.ts'
import type { S3Call } from '../operation.ts'

type Context = Request['context']

/** Headers that are condition keys of the same name. */
const HEADER_KEYS = [
  'x-amz-acl',
  ...['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(
    (name) => `x-amz-grant-${name}`,
  ),
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-object-ownership',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'if-none-match',
  'if-match',
]

/** The condition keys of object lock, by their headers. */
const LOCK_KEYS = {
  'x-amz-object-lock-mode': 's3:object-lock-mode',
  'x-amz-object-lock-retain-until-date': 's3:object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
} as const

/** The condition keys that come from the headers of a request, or from its body where that has the same. */
export function headerContext(call: S3Call): Context {
  const { exchange, cloud } = call
  const names = [
    ...HEADER_KEYS.map((name) => [name, `s3:${name}`] as const),
    ...Object.entries(LOCK_KEYS),
  ]
  const values = names.flatMap(([name, key]) => {
    const value = header(exchange, name)
    return value === undefined ? [] : [[key, [value]] as const]
  })
  const until = header(exchange, 'x-amz-object-lock-retain-until-date')
  const days = (Date.parse(until ?? '') - cloud.clock().getTime()) / 86_400_000
  const remaining = Number.isNaN(days) ? [] : [String(Math.ceil(days))]
  return new Map([
    ...values,
    ...remaining.map((value) => ['s3:object-lock-remaining-retention-days', [value]] as const),
    ...tagContext(header(exchange, TAGS_HEADER)),
    ...updateContext(call),
  ])
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html#list_s3-action-UpdateObjectEncryption
function updateContext({ exchange, operation }: S3Call): Context {
  if (operation.name !== 'UpdateObjectEncryption') return new Map()
  const content = parseXml(exchange.body.toString(), 'ObjectEncryption')
  const sseKms = content && childOf(content, 'SSE-KMS')
  const arn = sseKms && xmlText(sseKms, 'KMSKeyArn')
  return arn
    ? new Map([
        ['s3:x-amz-server-side-encryption', ['aws:kms']],
        ['s3:x-amz-server-side-encryption-aws-kms-key-id', [arn]],
      ])
    : new Map()
}

function tagContext(text: string | undefined): Context {
  if (text === undefined) return new Map()
  const tags = [...new URLSearchParams(text)]
  const each = tags.map(([name, value]): [string, string[]] => [
    `s3:requestobjecttag/${name}`.toLowerCase(),
    [value],
  ])
  return new Map([...each, ['s3:requestobjecttagkeys', tags.map(([name]) => name)]])
}

/** The condition keys about the object that a call is on, as it is. */
export function objectContext(
  bucket: StoredBucket,
  key: string,
  versionId: string | null,
): Context {
  const version = versionId === null ? bucket.objects.get(key) : findVersion(bucket, key, versionId)
  const tags = version === undefined || isMarker(version) ? {} : (version.tags ?? {})
  const each = Object.entries(tags).map(
    ([name, value]) => [`s3:existingobjecttag/${name}`.toLowerCase(), [value]] as const,
  )
  return new Map([...each, ...(versionId === null ? [] : [['s3:versionid', [versionId]] as const])])
}
