import {
  BUCKET_ACTIONS,
  OBJECT_ACTIONS,
  OTHER_ACTIONS,
} from '../../../../core/policy/decision/known-actions.ts'
import type { PatternSet, Policy, Principal, Statement } from '../../../../core/policy/document.ts'
import { includesAction } from '../../../../core/policy/evaluation/actions.ts'
import { parsePolicyText } from '../../../../core/policy/parsing/parse.ts'
import { isPolicyError } from '../../../../core/policy/parsing/policy-error.ts'
import { awsError } from '../../../http/aws-error.ts'
import type { StoredBucket } from '../../bucket.ts'
import { malformedPolicy } from '../../errors.ts'
import { inWordsOfS3 } from './policy-error-text.ts'

const MOST_POLICY_BYTES = 20_480
const KNOWN_ACTIONS = [...BUCKET_ACTIONS, ...OBJECT_ACTIONS, ...OTHER_ACTIONS]

/** Reads a policy for that bucket. Throws the error of PutBucketPolicy where S3 would refuse the policy. */
export function readPolicy(text: string, bucket: StoredBucket): Policy {
  const policy = parseStoredPolicy(text)
  if (policy.statements.length === 0) {
    throw malformedPolicy('Could not parse the policy: Statement is empty!')
  }
  const sids = policy.statements.flatMap(({ sid }) => sid ?? [])
  if (new Set(sids).size < sids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.')
  }
  for (const statement of policy.statements) checkStatement(statement, bucket)
  return policy
}

function parseStoredPolicy(text: string): Policy {
  // S3 measures the size without white space.
  if (sizeWithoutSpaces(text) > MOST_POLICY_BYTES) {
    throw awsError('PolicyTooLarge', 400, 'Policy exceeds the maximum allowed document size.')
  }
  try {
    return parsePolicyText(text)
  } catch (error) {
    if (isPolicyError(error)) throw malformedPolicy(inWordsOfS3(error))
    throw error
  }
}

function sizeWithoutSpaces(text: string): number {
  try {
    return Buffer.byteLength(JSON.stringify(JSON.parse(text)))
  } catch {
    return 0
  }
}

function checkStatement({ actions, resources, principals }: Statement, bucket: StoredBucket): void {
  if (!principals.principals.every(principalExists))
    throw malformedPolicy('Invalid principal in policy')
  if (!actions.patterns.every(isKnownAction)) throw malformedPolicy('Policy has invalid action')
  if (!resources.patterns.every((pattern) => isWithinBucket(pattern, bucket))) {
    throw malformedPolicy('Policy has invalid resource')
  }
  if (!actionsApply(actions, resources)) {
    throw malformedPolicy('Action does not apply to any resource(s) in statement')
  }
}

// A deleted user or role appears as a bare id in a stored policy.
function principalExists({ type, value }: Principal): boolean {
  if (type === 'AWS') return !/^A[A-Z0-9]{3,127}$/.test(value)
  if (type === 'Service') return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(value)
  return type === 'CanonicalUser' ? /^[0-9a-f]{64}$/.test(value) : value.length > 0
}

function isKnownAction(pattern: string): boolean {
  return (
    pattern === '*' ||
    KNOWN_ACTIONS.some((action) => includesAction({ negated: false, patterns: [pattern] }, action))
  )
}

// The bucket name must be literal. A wildcard may follow it.
function isWithinBucket(pattern: string, { arn }: StoredBucket): boolean {
  return pattern === arn || ['/', '*', '?'].some((next) => pattern.startsWith(arn + next))
}

function actionsApply(actions: PatternSet, resources: PatternSet): boolean {
  if (actions.negated || resources.negated) return true
  const onBucket = resources.patterns.some((pattern) => !pattern.includes('/'))
  const onObjects = resources.patterns.some((pattern) => /[/*?]/.test(pattern))
  return actions.patterns.every((pattern) => {
    const includes = (action: string) =>
      includesAction({ negated: false, patterns: [pattern] }, action)
    return (
      (onBucket && BUCKET_ACTIONS.some(includes)) ||
      (onObjects && OBJECT_ACTIONS.some(includes)) ||
      OTHER_ACTIONS.some(includes)
    )
  })
}
