import { emptyReply } from '../../http/exchange.ts'
import type { XmlContent, XmlObject } from '../../http/xml.ts'
import type { StoredBucket } from '../bucket.ts'
import { checkElements, type Shape } from '../content/check-elements.ts'
import type { BucketOperation } from '../operation.ts'
import { readXml, xmlReply } from '../respond.ts'

/** A configuration of a bucket that is put, returned and deleted as a whole. */
export interface BucketConfiguration {
  /** Its name in the SDKs' commands: `BucketTagging` for GetBucketTagging. */
  readonly name: string
  readonly subresource: string
  readonly root: string
  /** The elements that it may have. Any other answers 501. */
  readonly shape: Shape
  readonly read: (bucket: StoredBucket) => XmlContent | undefined
  /** Throws where S3 would refuse the content. */
  readonly write: (bucket: StoredBucket, content: XmlObject | undefined) => void
  readonly missing: (bucket: StoredBucket) => Error
  readonly actions: { readonly get: string; readonly put: string; readonly delete?: string }
  /** The names of its commands that do not follow the rule. */
  readonly names?: { readonly delete?: string }
  /** Headers of its calls that are implemented. */
  readonly headers?: readonly string[]
  /** CloudTrail's name where it differs from the SDKs'. */
  readonly event?: string
}

/** Get, put and, where S3 has it, delete. */
export function operationsOf(configuration: BucketConfiguration): readonly BucketOperation[] {
  const remove = removeOf(configuration)
  const operations = [getOf(configuration), putOperation(configuration)]
  return remove === undefined ? operations : [...operations, remove]
}

function getOf({ name, subresource, root, actions, read, missing }: BucketConfiguration) {
  return {
    ...{ name: `Get${name}`, method: 'GET', on: 'bucket', subresource, action: actions.get },
    run({ bucket }) {
      const content = read(bucket)
      if (content === undefined) throw missing(bucket)
      return xmlReply(root, content)
    },
  } satisfies BucketOperation
}

function putOperation(configuration: BucketConfiguration) {
  const { name, subresource, root, actions, write, event = name } = configuration
  return {
    ...{ name: `Put${name}`, method: 'PUT', on: 'bucket', subresource, action: actions.put },
    headers: configuration.headers ?? [],
    event: `Put${event}`,
    run({ bucket, exchange }) {
      const content = readXml(exchange, root)
      checkElements(content, configuration.shape, root)
      write(bucket, content)
      return emptyReply(name === 'BucketTagging' ? 204 : 200)
    },
  } satisfies BucketOperation
}

function removeOf({
  name,
  subresource,
  actions,
  write,
  event = name,
  ...more
}: BucketConfiguration) {
  if (actions.delete === undefined) return undefined
  return {
    ...{ name: more.names?.delete ?? `Delete${name}`, method: 'DELETE', on: 'bucket', subresource },
    action: actions.delete,
    event: `Delete${event}`,
    run({ bucket }) {
      write(bucket, undefined)
      return emptyReply(204)
    },
  } satisfies BucketOperation
}
