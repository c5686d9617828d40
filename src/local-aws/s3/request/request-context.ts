import type { Request } from '../../../core/policy/request.ts'
import { header } from '../../http/exchange.ts'
import { contextOfIdentity } from '../../identity/identity-policy.ts'
import { type ContextFacts, contextOf, principalFacts } from '../../identity/principal-facts.ts'
import { organizationIdOf } from '../../organization/organization.ts'
import type { BucketCall, S3Call } from '../operation.ts'

/** The ARN of the call's resource; `*` where it has no bucket. */
export function resourceOf({ cloud, target: { bucket, key } }: S3Call): string {
  if (bucket === '') return '*'
  return `arn:${cloud.partition}:s3:::${bucket}${key === '' ? '' : `/${key}`}`
}

/** The call as a request for policy evaluation. `action` and `resource` differ from the call's own for a batch of deletes. */
export function policyRequest(call: BucketCall, action: string, key: string): Request {
  const resource = key === '' ? call.bucket.arn : `${call.bucket.arn}/${key}`
  const facts = {
    ...connectionFacts(call),
    ...principalFacts(call.cloud, call.identity.caller),
    ...headerFacts(call),
    ...listingFacts(call),
    'aws:resourceaccount': call.bucket.account,
    's3:resourceaccount': call.bucket.account,
    'aws:resourceorgid': organizationIdOf(call.cloud, call.bucket.account),
  }
  const context = new Map([...contextOf(facts), ...contextOfIdentity(call.identity)])
  return { caller: call.identity.caller, action, resource, context }
}

// AWS leaves out the keys about the connection if an AWS service makes the call.
function connectionFacts({ exchange, identity, cloud, region, credential }: S3Call): ContextFacts {
  const now = cloud.clock()
  const time = {
    'aws:currenttime': now.toISOString(),
    'aws:epochtime': String(Math.floor(now.getTime() / 1000)),
    'aws:requestedregion': region,
  }
  if (identity.caller.type === 'service') return time
  return {
    ...time,
    'aws:securetransport': String(exchange.tls !== undefined),
    's3:tlsversion': exchange.tls?.version.replace('TLSv', ''),
    'aws:sourceip': exchange.sourceIp,
    'aws:useragent': header(exchange, 'user-agent'),
    'aws:referer': header(exchange, 'referer'),
    's3:authtype':
      credential && (credential.method === 'AuthHeader' ? 'REST-HEADER' : 'REST-QUERY-STRING'),
    's3:signatureversion': credential && 'AWS4-HMAC-SHA256',
  }
}

const HEADER_KEYS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'if-none-match',
  'if-match',
]

function headerFacts({ exchange }: S3Call): ContextFacts {
  return Object.fromEntries(HEADER_KEYS.map((name) => [`s3:${name}`, header(exchange, name)]))
}

function listingFacts({ exchange, operation }: S3Call): ContextFacts {
  if (operation.name !== 'ListObjectsV2') return {}
  const parameter = (name: string) => exchange.query.get(name) ?? undefined
  return {
    's3:prefix': parameter('prefix'),
    's3:delimiter': parameter('delimiter'),
    's3:max-keys': parameter('max-keys'),
  }
}
