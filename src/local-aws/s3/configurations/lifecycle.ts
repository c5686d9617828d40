import { randomUUID } from 'node:crypto'
import { awsError } from '../../http/aws-error.ts'
import { childrenOf, isXmlObject, type XmlObject, xmlText } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

/** The rules are stored and returned. They delete nothing. */
const lifecycle: BucketConfiguration = {
  name: 'BucketLifecycleConfiguration',
  subresource: 'lifecycle',
  root: 'LifecycleConfiguration',
  shape: { Rule: 'any' },
  headers: ['x-amz-transition-default-minimum-object-size'],
  read: (bucket) => bucket.lifecycle,
  write(bucket, content) {
    bucket.lifecycle = content && readRules(content)
  },
  missing: () =>
    awsError('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist'),
  actions: {
    get: 's3:GetLifecycleConfiguration',
    put: 's3:PutLifecycleConfiguration',
    delete: 's3:PutLifecycleConfiguration',
  },
  names: { delete: 'DeleteBucketLifecycle' },
  event: 'BucketLifecycle',
}

export const LIFECYCLE_OPERATIONS = operationsOf(lifecycle)

/** The rules, each with an id: S3 gives one to those that have none. */
function readRules(content: XmlObject): XmlObject {
  const rules = childrenOf(content, 'Rule')
  const wrong = rules.some(
    (rule) => !['Enabled', 'Disabled'].includes(xmlText(rule, 'Status') ?? ''),
  )
  if (rules.length === 0 || wrong) throw malformedXml()
  const named = rules.map((rule) => (isXmlObject(rule) ? { ID: randomUUID(), ...rule } : rule))
  const ids = named.map((rule) => xmlText(rule, 'ID') ?? '')
  if (ids.some((id) => id.length > 255))
    throw invalidId('ID length should not exceed allowed limit of 255')
  if (new Set(ids).size < ids.length)
    throw invalidId('Rule ID must be unique. Found same ID for more than one rule')
  return { ...content, Rule: named }
}

const invalidId = (message: string) => awsError('InvalidArgument', 400, message)
