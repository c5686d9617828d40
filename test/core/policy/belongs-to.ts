import { bucketArn } from '../../../src/core/policy/evaluation/resources.ts'
import type { Request } from '../../../src/core/policy/request.ts'
import type { KeyConstraint, RequestClass } from '../../../src/core/policy/request-class.ts'

/** Whether a request belongs to a class, determined from the class alone. */
export function belongsTo(
  { caller, action, resource, context }: Request,
  requests: RequestClass,
): boolean {
  const arn = bucketArn(requests.bucket)
  const kind = resource === arn ? 'bucket' : 'object'
  return (
    caller.type !== 'service' &&
    requests.callers.includes(caller.type) &&
    (requests.actions === 'all' ? action.startsWith('s3:') : requests.actions.includes(action)) &&
    requests.resources.includes(kind) &&
    (kind === 'bucket' || resource.startsWith(`${arn}/`)) &&
    [...requests.context].every(([key, constraint]) => isAsSaid(context.get(key), constraint))
  )
}

function isAsSaid(
  values: readonly string[] | undefined,
  { presence, oneOf, noneOf = [] }: KeyConstraint,
): boolean {
  if (values === undefined) return presence !== 'present'
  const [value, ...others] = values
  if (presence === 'absent' || value === undefined || others.length > 0) return false
  return (oneOf?.includes(value) ?? true) && !noneOf.includes(value)
}
