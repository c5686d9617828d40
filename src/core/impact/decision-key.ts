import type { AccessLogRecord } from '../access-log/record.ts'
import type { PatternSet, Statement } from '../policy/document.ts'
import { type BucketId, bucketArn } from '../policy/evaluation/resources.ts'
import { variableKeys } from '../policy/evaluation/variables.ts'
import type { PolicyChange } from './policy-change.ts'

type Field = (record: AccessLogRecord) => string | number | undefined

const remoteIp: Field = (record) => record.remoteIp
const time: Field = (record) => record.time
const requestUri: Field = (record) => record.requestUri
const requester: Field = (record) => record.requester

/** The fields of a record on which the value of a condition key depends, where those of every request are not enough. */
const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  'aws:securetransport': [],
  's3:tlsversion': [],
  'aws:resourceaccount': [],
  's3:resourceaccount': [],
  'aws:requestedregion': [],
  'aws:sourceip': [remoteIp],
  'aws:vpcsourceip': [remoteIp],
  'aws:sourcevpc': [remoteIp],
  'aws:sourcevpce': [remoteIp],
  'aws:useragent': [(record) => record.userAgent, hasUri],
  'aws:referer': [(record) => record.referer, hasUri],
  'aws:currenttime': [time],
  'aws:epochtime': [time],
  's3:authtype': [(record) => record.authentication, requester],
  's3:signatureversion': [(record) => record.signature],
  's3:dataaccesspointarn': [(record) => record.accessPoint],
  's3:prefix': [requestUri],
  's3:delimiter': [requestUri],
  's3:max-keys': [requestUri],
  's3:versionid': [requestUri],
}

function hasUri(record: AccessLogRecord) {
  return record.requestUri === undefined ? 0 : 1
}

/**
 * A text by which two records have the same answer, if they are alike in TLS and in what they are about (`isAbout`). It has no
 * more of a record than the statements of the change depend on.
 */
export function decisionKeyOf(
  bucket: BucketId,
  { before, after }: PolicyChange,
): (record: AccessLogRecord) => string {
  const statements = [before, after].flatMap((policy) => policy?.statements ?? [])
  const keys = new Set(statements.flatMap(keysOf))
  const fields = new Set([
    ...[...keys].flatMap((key) => FIELDS[key] ?? [requester]),
    ...(statements.every(isForEverybody) ? [] : [requester, (one: AccessLogRecord) => one.owner]),
    ...(statements.every(({ resources }) => isWhole(resources, bucket))
      ? []
      : [(one: AccessLogRecord) => one.key]),
    // Whether a lost Allow matters depends on the caller.
    ...(statements.some(({ effect }) => effect === 'Allow')
      ? [requester, (one: AccessLogRecord) => (one.needsAcl ? 1 : 0)]
      : []),
  ])
  const list = [...fields]
  if (list.length === 0) return ({ operation }) => operation
  return (record) => list.reduce((key, field) => `${key}\n${field(record)}`, record.operation)
}

/** What a record is about: 0 the bucket, 1 an object; and 2 more where it asks for a version of it. */
export const isAbout = ({ key, requestUri }: AccessLogRecord): number =>
  (key === undefined ? 0 : 1) + (hasVersion(requestUri) ? 2 : 0)

// Most requests have no query.
const hasVersion = (uri: string | undefined) => uri?.includes('?') && uri.includes('versionId=')

const keysOf = ({ conditions, resources }: Statement) => [
  ...conditions.flatMap(({ key, values }) => [key, ...values.flatMap(variablesIn)]),
  ...resources.patterns.flatMap(variablesIn),
]

const variablesIn = (text: string) => variableKeys(text, '2012-10-17')

const isForEverybody = ({ principals: { negated, principals } }: Statement) =>
  !negated && principals.some(({ type, value }) => type === 'AWS' && value === '*')

/** Whether the resources are the same for all objects of the bucket. */
function isWhole({ patterns }: PatternSet, bucket: BucketId): boolean {
  const arn = bucketArn(bucket)
  return patterns.every((pattern) => ['*', arn, `${arn}*`, `${arn}/*`].includes(pattern))
}
