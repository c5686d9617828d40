import type { Condition, Statement } from './document.ts'
import { parseIpRange } from './evaluation/ip-address.ts'

// A condition on one of these keys with fixed values makes a statement non-public.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
const NARROWING_KEYS = [
  ...['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths'],
  ...[
    'aws:sourcearn',
    'aws:sourceaccount',
    'aws:sourceowner',
    'aws:sourceorgid',
    'aws:sourceorgpaths',
  ],
  ...['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip', 'aws:userid'],
  ...['s3:x-amz-server-side-encryption-aws-kms-key-id', 's3:dataaccesspointarn'],
  's3:dataaccesspointaccount',
]
const NARROWING_OPERATORS = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress']

/** Whether S3 Block Public Access considers a policy with this statement public: an Allow that is open to anyone. */
export const isPublic = (statement: Statement): boolean =>
  statement.effect === 'Allow' && isForAnybody(statement) && !statement.conditions.some(narrows)

function isForAnybody({ principals }: Statement): boolean {
  return (
    principals.negated ||
    principals.principals.some(({ type, value }) => type === 'AWS' && value === '*')
  )
}

function narrows({ operator, quantifier, ifExists, key, values }: Condition): boolean {
  if (ifExists || quantifier === 'ForAllValues' || values.length === 0) return false
  if (!NARROWING_OPERATORS.includes(operator) || !NARROWING_KEYS.includes(key)) return false
  return values.every(key === 'aws:sourceip' ? isNarrowNetwork : hasFixedValues)
}

// A value with a wildcard or a variable is not fixed.
function hasFixedValues(value: string): boolean {
  return !/[*?]|\$\{/.test(value)
}

function isNarrowNetwork(value: string): boolean {
  const bits = Number(/\/(\d+)$/.exec(value)?.[1] ?? 128)
  return parseIpRange(value) !== undefined && bits >= (value.includes(':') ? 32 : 8)
}
