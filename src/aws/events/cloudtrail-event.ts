import * as v from 'valibot'
import { type BucketPlace, bucketOfArn } from '../../core/bucket.ts'
import type { BucketEvent } from '../../core/event.ts'
import type { ApiCall } from '../../core/relevance.ts'
import { putBy } from './event-put.ts'
import { parseEventWith } from './parse-event.ts'
import { AccountId, BucketName, EventId, IsoTime } from './values.ts'

const maybe = v.fallback(v.optional(v.string()), undefined)
// The caller chooses some of these texts, so their length is limited.
const shortText = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value.slice(0, 1024)),
    ),
  ),
  undefined,
)

const CallEnvelope = v.object({ source: v.string(), 'detail-type': v.string() })

const CallSchema = v.object({
  detail: v.object({
    eventSource: v.string(),
    eventName: v.string(),
    errorCode: maybe,
    requestParameters: v.fallback(v.optional(v.object({ resourceArn: maybe })), undefined),
  }),
})

// TagResource and UntagResource name the resource by its ARN only.
const CallParameters = v.pipe(
  v.looseObject({ bucketName: v.optional(v.unknown()), resourceArn: maybe }),
  v.transform(({ bucketName, resourceArn, ...others }) => ({
    ...others,
    bucketName: bucketName ?? bucketOfArn(resourceArn),
  })),
  v.object({
    bucketName: BucketName,
    bucketPolicy: v.optional(v.unknown()),
    ServerSideEncryptionConfiguration: v.optional(v.unknown()),
  }),
)

const Details = v.object({
  account: v.fallback(v.optional(AccountId), undefined),
  detail: v.object({
    eventID: v.pipe(EventId, v.maxLength(128, 'must be an id')),
    eventName: v.string(),
    eventTime: IsoTime,
    recipientAccountId: v.optional(AccountId),
    sourceIPAddress: shortText,
    userAgent: shortText,
    requestParameters: CallParameters,
    resources: v.fallback(
      v.optional(v.array(v.object({ type: maybe, accountId: maybe }))),
      undefined,
    ),
    userIdentity: v.object({
      type: shortText,
      arn: shortText,
      invokedBy: shortText,
      sessionContext: v.fallback(
        v.optional(
          v.object({
            // The issuer of a federated session is a user, who may have the name of a role.
            sessionIssuer: v.object({
              type: v.literal('Role'),
              userName: v.string(),
              accountId: v.string(),
            }),
          }),
        ),
        undefined,
      ),
    }),
  }),
})

/** The S3 call that an EventBridge event reports. `undefined` where it reports no S3 call. Throws where it is malformed. */
export function parseCall(event: unknown): ApiCall | undefined {
  const envelope = parseEventWith(CallEnvelope, event)
  const isCall =
    envelope.source === 'aws.s3' && envelope['detail-type'] === 'AWS API Call via CloudTrail'
  if (!isCall) return undefined
  const { requestParameters, ...call } = parseEventWith(CallSchema, event).detail
  return { ...call, resourceArn: requestParameters?.resourceArn }
}

/**
 * The bucket and the actor of a call that `parseCall` accepted. The bucket counts as one of the function's account and
 * region, whatever the event says. Throws an error that names the malformed field.
 */
export function parseBucketEvent(event: unknown, home: BucketPlace): BucketEvent {
  const { account, detail } = parseEventWith(Details, event)
  const { userIdentity: identity, requestParameters } = detail
  // A call by another account is reported in both accounts, and only this names the account of the bucket.
  const resource = detail.resources?.find(({ type }) => type === 'AWS::S3::Bucket')
  const issuer = identity.sessionContext?.sessionIssuer
  const put = putBy(detail.eventName, requestParameters)
  return {
    id: detail.eventID,
    name: detail.eventName,
    time: detail.eventTime,
    bucket: { name: requestParameters.bucketName, ...home },
    actor: {
      arn: identity.arn,
      kind: identity.type ?? 'Unknown',
      invokedBy: identity.invokedBy,
      sourceAddress: detail.sourceIPAddress,
      userAgent: detail.userAgent,
    },
    role: issuer && { name: issuer.userName, account: issuer.accountId },
    // Older CloudTrail records have no recipient account.
    bucketAccount: resource?.accountId ?? detail.recipientAccountId ?? account,
    ...(put && { put }),
  }
}
