import { randomUUID } from 'node:crypto'
import { type BusEvent, isoSeconds } from '../../events/bus-event.ts'
import type { AwsError } from '../../http/aws-error.ts'
import { header } from '../../http/exchange.ts'
import { parseXml, type XmlContent } from '../../http/xml.ts'
import { accountOfIdentity } from '../../identity/identity.ts'
import type { S3Call } from '../operation.ts'
import { S3_NAMESPACE } from '../respond.ts'
import { userIdentityElement } from './event-identity.ts'

/**
 * The events that CloudTrail sends to EventBridge for a call, including failed calls: in the account of the bucket, and in
 * that of the caller.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
export function bucketEvents(
  call: S3Call,
  eventName: string,
  error: AwsError | undefined,
): readonly BusEvent[] {
  const accounts = new Set([call.owner, accountOfIdentity(call.identity) ?? call.owner])
  return [...accounts].map((account) => bucketEvent(call, eventName, error, account))
}

function bucketEvent(
  call: S3Call,
  eventName: string,
  error: AwsError | undefined,
  account: string,
): BusEvent {
  const { cloud, region } = call
  const time = isoSeconds(cloud.clock())
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.s3',
    account,
    time,
    region,
    resources: [],
    detail: { ...record(call, eventName, time), ...failure(error), recipientAccountId: account },
  }
}

function record(call: S3Call, eventName: string, eventTime: string) {
  const { exchange, identity, region, credential, cloud } = call
  return {
    eventVersion: '1.11',
    userIdentity: userIdentityElement(identity, credential?.accessKeyId, cloud.clock()),
    eventTime,
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: region,
    ...origin(call),
    requestParameters: requestParameters(call),
    responseElements: null,
    additionalEventData: additionalData(call),
    requestID: exchange.requestId,
    eventID: randomUUID(),
    readOnly: false,
    ...resources(call, eventName),
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    ...tlsDetails(call),
  }
}

// For a call by a service, CloudTrail has the service's name as address and agent.
function origin({ exchange, identity: { caller, invokedBy } }: S3Call) {
  const service = invokedBy ?? (caller.type === 'service' ? caller.service : undefined)
  if (service !== undefined) return { sourceIPAddress: service, userAgent: service }
  const userAgent = `[${header(exchange, 'user-agent') ?? ''}]`
  return { sourceIPAddress: exchange.sourceIp, userAgent }
}

function failure(error: AwsError | undefined) {
  return error === undefined ? {} : { errorCode: error.code, errorMessage: error.message }
}

function requestParameters({ exchange, target, operation }: S3Call) {
  const acl = header(exchange, 'x-amz-acl')
  return {
    ...callBody(exchange.body.toString(), operation.subresource),
    bucketName: target.bucket,
    Host: exchange.headers.host ?? '',
    ...(operation.subresource === undefined ? {} : { [operation.subresource]: '' }),
    ...(acl === undefined ? {} : { 'x-amz-acl': acl }),
  }
}

const ROOTS = [
  'CreateBucketConfiguration',
  'ServerSideEncryptionConfiguration',
  'Tagging',
  'WebsiteConfiguration',
  'BucketLoggingStatus',
  'PublicAccessBlockConfiguration',
]

// CloudTrail contains the request's body as parsed fields, if it can be parsed.
function callBody(
  text: string,
  subresource: string | undefined,
): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  if (subresource === 'policy') return { bucketPolicy: parseJsonText(text) }
  for (const root of ROOTS) {
    const content: XmlContent | undefined = parseXml(text, root)
    if (content !== undefined) return { [root]: { xmlns: S3_NAMESPACE, ...content } }
  }
  return {}
}

function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

// CreateBucket has no resource, because the bucket did not exist yet.
function resources(call: S3Call, eventName: string) {
  if (eventName === 'CreateBucket') return {}
  const ARN = `arn:${call.cloud.partition}:s3:::${call.target.bucket}`
  return { resources: [{ accountId: call.owner, type: 'AWS::S3::Bucket', ARN }] }
}

function additionalData({ exchange, credential }: S3Call) {
  return {
    ...(credential && {
      SignatureVersion: `Sig${credential.version}`,
      AuthenticationMethod: credential.method,
    }),
    ...(exchange.tls && { CipherSuite: exchange.tls.cipher }),
    bytesTransferredIn: exchange.body.length,
    bytesTransferredOut: 0,
    'x-amz-id-2': exchange.hostId,
  }
}

function tlsDetails({ exchange }: S3Call) {
  if (exchange.tls === undefined) return {}
  const { version: tlsVersion, cipher: cipherSuite } = exchange.tls
  const clientProvidedHostHeader = exchange.headers.host ?? ''
  return { tlsDetails: { tlsVersion, cipherSuite, clientProvidedHostHeader } }
}
