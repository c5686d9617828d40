import { bucketArn } from '../evaluation/resources.ts'
import type { Caller, Request } from '../request.ts'
import type { RequestClass } from '../request-class.ts'
import type { DimensionPart } from './dimension.ts'
import { isUnknownCondition } from './weaken.ts'

/** The request that consists of the choices. */
export function requestOf(parts: readonly DimensionPart[], { bucket }: RequestClass): Request {
  const chosen = parts.flatMap((part) => part.context ?? [])
  const context = new Map(chosen.filter(([key]) => !isUnknownCondition(key)))
  const caller = parts.find((part) => part.caller !== undefined)?.caller ?? { type: 'anonymous' }
  return {
    caller: withSession(caller, context.get('aws:userid')?.[0]),
    action: parts.find((part) => part.action !== undefined)?.action ?? '',
    resource: parts.find((part) => part.resource !== undefined)?.resource ?? bucketArn(bucket),
    context,
  }
}

/** The user id of a session ends with the session name, as its ARN does. */
function withSession(caller: Caller, userId: string | undefined): Caller {
  if (caller.type !== 'role-session' || userId === undefined) return caller
  const role = caller.arn.slice(0, caller.arn.lastIndexOf('/') + 1)
  return { ...caller, arn: role + userId.slice(userId.indexOf(':') + 1) }
}
