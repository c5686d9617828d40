import type { Request } from '../../../core/policy/request.ts'
import { header } from '../../http/exchange.ts'
import { contextOfIdentity } from '../../identity/identity-policy.ts'
import { type ContextFacts, contextOf, principalFacts } from '../../identity/principal-facts.ts'
import { organizationIdOf } from '../../organization/organization.ts'
import type { BucketCall, S3Call } from '../operation.ts'
import { headerContext, objectContext } from './header-context.ts'

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
    ...listingFacts(call),
    'aws:resourceaccount': call.bucket.account,
    's3:resourceaccount': call.bucket.account,
    'aws:resourceorgid': organizationIdOf(call.cloud, call.bucket.account),
  }
  const context = new Map([
    ...contextOf(facts),
    ...headerContext(call),
    ...objectContext(call.bucket, key, call.exchange.query.get('versionId')),
    ...contextOfIdentity(call.identity),
  ])
  return { caller: call.identity.caller, action, resource, context }
}

/** The condition keys of a call on no existing bucket. */
export const accountContext = (call: S3Call): Request['context'] =>
  new Map([
    ...contextOf({ ...connectionFacts(call), ...principalFacts(call.cloud, call.identity.caller) }),
    ...headerContext(call),
  ])

// AWS leaves out the keys about the connection if an AWS service makes the call.
function connectionFacts(call: S3Call): ContextFacts {
  const { exchange, identity, cloud, region } = call
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
    ...signatureFacts(call),
  }
}

function signatureFacts({ credential, cloud }: S3Call): ContextFacts {
  if (credential === undefined) return {}
  const { method, version, signedAt } = credential
  const age = signedAt && cloud.clock().getTime() - signedAt.getTime()
  return {
    's3:authtype': method === 'AuthHeader' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    's3:signatureversion': version === 'V2' ? 'AWS' : 'AWS4-HMAC-SHA256',
    's3:signatureage': age === undefined ? undefined : String(Math.max(0, age)),
  }
}

const LISTINGS = ['ListObjectsV2', 'ListObjects', 'ListObjectVersions']

function listingFacts({ exchange, operation }: S3Call): ContextFacts {
  if (!LISTINGS.includes(operation.name)) return {}
  const parameter = (name: string) => exchange.query.get(name) ?? undefined
  return {
    's3:prefix': parameter('prefix'),
    's3:delimiter': parameter('delimiter'),
    's3:max-keys': parameter('max-keys'),
  }
}
