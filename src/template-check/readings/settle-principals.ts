import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { isOpenEntry, settleSet } from './settle-set.ts'

/** Whom an unknown principal of an Allow statement stands for. */
export type AllowReading = 'everyone' | 'logs' | 'others' | 'least'

interface Circumstances {
  readonly effect: 'Allow' | 'Deny'
  readonly reading: AllowReading
  /** Whether some principal is not known. */
  readonly isOpen: boolean
  readonly partition: string
}

/** `Principal` or `NotPrincipal` once its unknown entries are settled. `undefined`: the statement applies to nobody. */
export function settlePrincipals(
  name: 'Principal' | 'NotPrincipal',
  value: Json,
  isMost: boolean,
  circumstances: Circumstances,
): JsonObject | undefined {
  if (!circumstances.isOpen) return { [name]: value }
  if (name === 'Principal') return isMost ? { Principal: most(circumstances) } : least(name, value)
  if (!isMost) return undefined
  return least(name, value) ?? { Principal: '*' }
}

const most = ({ effect, reading, partition }: Circumstances): Json =>
  effect === 'Deny' ? '*' : (ALLOWED[reading]?.(partition) ?? '*')

// The verdicts on a bucket depend on whether these are let in: see core/assessment.
const ALLOWED: Readonly<Partial<Record<AllowReading, (partition: string) => Json>>> = {
  // A load balancer of us-east-1 delivers its logs as this account.
  logs: () => ({ AWS: '127311923021', Service: 'logging.s3.amazonaws.com' }),
  others: (partition) => ({
    AWS: [
      `arn:${partition}:iam::999988887777:root`,
      `arn:${partition}:iam::cloudfront:user/CloudFront Origin Access Identity EXAMPLE`,
    ],
    Service: 'delivery.logs.amazonaws.com',
  }),
}

/** The known entries. `undefined`: none. */
function least(name: string, value: Json): JsonObject | undefined {
  const types = Object.entries(isObject(value) ? value : {}).flatMap(([type, entries]) => {
    const set = settleSet(entries, false, isOpenEntry)
    return set.kind === 'entries' ? [[type, set.entries] as const] : []
  })
  return types.length === 0 ? undefined : { [name]: Object.fromEntries(types) }
}
