import type { Cloud } from '../cloud.ts'
import { type AwsError, awsError } from '../http/aws-error.ts'
import { type Exchange, emptyReply, header, type Reply } from '../http/exchange.ts'
import type { ServiceCall } from '../http/service-call.ts'
import { buildXml } from '../http/xml.ts'
import type { Credential } from '../identity/credential.ts'
import { ANONYMOUS, accountOfIdentity, identityOf } from '../identity/identity.ts'
import { logLine } from './access-logs/log-line.ts'
import type { StoredBucket } from './bucket.ts'
import { checkContent, NO_CONTENT } from './content/check-content.ts'
import { accessDenied, noSuchBucket } from './errors.ts'
import { bucketEvents } from './events/bucket-event.ts'
import type { BucketCall, S3Call } from './operation.ts'
import { authorizeByIdentity, authorizeS3 } from './request/authorize.ts'
import { checkHeaders, withHeadersOfQuery } from './request/known-headers.ts'
import { resourceOf } from './request/request-context.ts'
import { findOperation, readTarget } from './request/route.ts'

/** Parses an S3 request without running it. Throws an error if the request itself is invalid. */
export function s3Call(
  cloud: Cloud,
  exchange: Exchange,
  credential: Credential | undefined,
): ServiceCall {
  const call = readCall(cloud, exchange, credential)
  const { target, operation } = call
  const key = target.key || ('keyIn' in operation && operation.keyIn?.(exchange)) || ''
  return {
    operation: operation.name,
    action: operation.action,
    resource: resourceOf({ ...call, target: { ...target, key } }),
    bucket: target.bucket || undefined,
    key: target.key || undefined,
    readOnly: ['GET', 'HEAD'].includes(operation.method),
    run: () => run(call),
    done: (result) => {
      if (operation.event !== undefined) {
        for (const one of bucketEvents(call, operation.event, result.error)) cloud.emit(one)
      }
      const bucket = cloud.buckets.get(target.bucket)
      if (bucket) cloud.accessLogs.add(bucket, logLine(call, bucket, result))
    },
  }
}

function readCall(cloud: Cloud, sent: Exchange, credential: Credential | undefined): S3Call {
  const identity = credential
    ? identityOf(credential.accessKeyId, cloud.identities, cloud)
    : ANONYMOUS
  const exchange = withHeadersOfQuery(sent)
  const target = readTarget(exchange)
  const operation = findOperation(exchange, target)
  const bucket = cloud.buckets.get(target.bucket)
  const region = credential?.region || bucket?.region || cloud.region
  const owner = bucket?.account ?? accountOfIdentity(identity) ?? cloud.account
  return { cloud, exchange, credential, identity, region, target, owner, operation }
}

function run(call: S3Call): Reply {
  const { operation, cloud, target } = call
  checkHeaders(call.exchange, operation)
  if (operation.on === 'account' || operation.on === 'new-bucket') {
    authorizeByIdentity(call)
    checkContent(call.exchange)
    return operation.run(call)
  }
  const bucket = cloud.buckets.get(target.bucket)
  if (bucket === undefined || isHidden(bucket, cloud)) throw noSuchBucket(target.bucket)
  checkRegion(call, bucket)
  checkOwner(call.exchange, bucket)
  const unchecked: BucketCall = { ...call, bucket, content: NO_CONTENT }
  if (operation.name !== 'DeleteObjects') authorizeS3(unchecked)
  return operation.run({
    ...unchecked,
    content: checkContent(call.exchange, operation.hasObjectChecksum),
  })
}

const isHidden = ({ hiddenUntil }: StoredBucket, { clock }: Cloud) =>
  hiddenUntil !== undefined && clock() < hiddenUntil

// Each region has its own endpoint. The signature contains the region that the client means to call.
function checkRegion({ region, operation }: S3Call, bucket: StoredBucket): void {
  if (region === bucket.region || operation.name === 'GetBucketLocation') return
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.'
  throw awsError('PermanentRedirect', 301, message, {
    details: { Endpoint: `s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
    headers: { 'x-amz-bucket-region': bucket.region },
  })
}

function checkOwner(exchange: Exchange, bucket: StoredBucket): void {
  const expected = header(exchange, 'x-amz-expected-bucket-owner')
  if (expected === undefined || expected === bucket.account) return
  if (/^\d{12}$/.test(expected)) throw accessDenied()
  const message = 'The value of the expected bucket owner parameter must be an AWS Account ID'
  throw awsError('InvalidBucketOwnerAWSAccountID', 400, message)
}

export function s3ErrorReply(error: AwsError, exchange: Exchange): Reply {
  const headers = { ...error.headers, 'content-type': 'application/xml' }
  if (exchange.method === 'HEAD') return emptyReply(error.status, headers)
  const { requestId: RequestId, hostId: HostId } = exchange
  const content = { Code: error.code, Message: error.message, ...error.details, RequestId, HostId }
  return { status: error.status, headers, body: buildXml('Error', content) }
}
