import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import type { LocalTrail } from './local-trail.ts'

type Answer = (trail: LocalTrail) => object

const OF_ONE_TRAIL: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['GetTrailStatus', ({ isLogging }) => ({ IsLogging: isLogging })],
  ['GetEventSelectors', ({ arn, selectors }) => ({ TrailARN: arn, ...selectors })],
])

/** CloudTrail by the JSON protocol: what finds out whether a trail records events. */
export function cloudTrailCall(
  cloud: Cloud,
  exchange: Exchange,
  credential: Credential,
): ServiceCall {
  const operation = (header(exchange, 'x-amz-target') ?? '').split('.').at(-1) ?? ''
  const { Name, TrailName = Name } = JSON.parse(exchange.body.toString())
  const action = `cloudtrail:${operation}`
  const isList = operation === 'DescribeTrails'
  const answer = OF_ONE_TRAIL.get(operation)
  if (!isList && answer === undefined) throw notImplemented(`CloudTrail ${operation}`)
  const resource = isList ? '*' : String(TrailName)
  const run = () => {
    authorizeCloudTrail(cloud, credential, action, resource)
    if (!answer) return jsonReply(200, { trailList: cloud.trails.map(described) })
    const trail = cloud.trails.find(({ arn }) => arn === resource)
    if (!trail) throw awsError('TrailNotFoundException', 400, `Unknown trail: ${resource}`)
    return jsonReply(200, answer(trail))
  }
  return { operation, action, resource, readOnly: true, run }
}

const described = ({ arn }: LocalTrail) => ({ TrailARN: arn, Name: arn.split('/').at(-1) })

function authorizeCloudTrail(
  cloud: Cloud,
  credential: Credential,
  action: string,
  resource: string,
): void {
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  if (mayByIdentity(identity, { action, resource })) return
  const who = identityName(identity.caller)
  const message = `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`
  throw awsError('AccessDeniedException', 400, message)
}
