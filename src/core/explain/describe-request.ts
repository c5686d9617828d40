import type { PatternSet, Policy, Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import { holds } from '../policy/evaluation/conditions.ts'
import { scopeOf } from '../policy/evaluation/evaluate.ts'
import { appliesTo } from '../policy/evaluation/principals.ts'
import { covers } from '../policy/evaluation/resources.ts'
import type { Request } from '../policy/request.ts'
import { ALGORITHM_KEY, KMS_KEY, SSE_C_KEY } from '../statements/cooper-statements.ts'
import { describeCondition, listValues, quoted } from './describe-condition.ts'
import { spelled } from './key-names.ts'
import { callerName } from './request-data.ts'

/**
 * A request that a policy does not deny, in one printable sentence without a full stop. `about`: the condition keys that
 * decide whether the request belongs to its class.
 */
export function describeRequest(
  policy: Policy,
  request: Request,
  about: readonly string[],
): string {
  const { caller, action, resource } = request
  const who = caller.type === 'anonymous' ? 'Anyone' : quoted(callerName(caller))
  const mentioned = new Set(denies(policy).flatMap(conditionKeysOf))
  const how = [...mentioned].map((key) => circumstance(key, request)).join('')
  const what = `${quoted(action)} ${quoted(resource)}`
  return `${who} can ${what}${transportOf(request)}${uploadEncryptionOf(request)}${how}: ${reasonFor(policy, request, about)}`
}

const denies = ({ statements }: Policy) => statements.filter(({ effect }) => effect === 'Deny')

const conditionKeysOf = ({ conditions }: Statement) => conditions.map(({ key }) => key)

// These are not worth a mention.
const NEWEST = '1.3'

function transportOf({ context }: Request): string {
  if (context.get('aws:securetransport')?.includes('false')) return ' over HTTP'
  const [version = NEWEST] = context.get('s3:tlsversion') ?? []
  return version === NEWEST ? '' : ` over TLS ${quoted(version)}`
}

/** The encryption headers of an upload, unless the question is about the connection. */
function uploadEncryptionOf(request: Request): string {
  const { action, context } = request
  if (action !== 's3:PutObject' || transportOf(request) !== '') return ''
  if (context.has(SSE_C_KEY)) return ' with SSE-C'
  const [algorithm] = context.get(ALGORITHM_KEY) ?? []
  if (algorithm === undefined) return ' without an encryption header'
  const [key] = context.get(KMS_KEY) ?? []
  const named = key === undefined ? ' and no key' : ` and the key "${quoted(key)}"`
  return ` with the encryption "${quoted(algorithm)}"${algorithm === 'AES256' ? '' : named}`
}

const SAID_ALREADY =
  /^aws:(securetransport|principal(arn|account|type|isawsservice))$|^s3:(tlsversion|x-amz-server-side-encryption.*)$/

function circumstance(key: string, { context }: Request): string {
  if (SAID_ALREADY.test(key)) return ''
  const values = context.get(key)
  if (values === undefined) return ` without ${quoted(spelled(key))}`
  return key === 'aws:sourceip'
    ? ` from ${listValues(values)}`
    : ` with ${quoted(spelled(key))} ${listValues(values)}`
}

/** Why no statement denies the request, by the statement that comes closest. */
function reasonFor(policy: Policy, request: Request, about: readonly string[]): string {
  const candidates = denies(policy).map((statement) => ({
    number: policy.statements.indexOf(statement) + 1,
    limits: limitsOf(policy, statement, request),
    isOnTopic: conditionKeysOf(statement).some((key) => about.includes(key)),
  }))
  const [nearest] = candidates.toSorted(
    (a, b) => Number(b.isOnTopic) - Number(a.isOnTopic) || a.limits.length - b.limits.length,
  )
  if (!nearest) return 'no statement denies anything'
  if (!nearest.isOnTopic && uploadEncryptionOf(request) !== '')
    return 'no statement covers this request'
  return `statement ${nearest.number} denies only ${nearest.limits.join(', and only ')}`
}

/** Each part of a statement that does not match the request. */
function limitsOf(policy: Policy, statement: Statement, request: Request): readonly string[] {
  const { caller, action, resource, context } = request
  const scope = scopeOf(policy.version, context, 'least')
  return [
    ...(appliesTo(statement.principals, caller, 'least') ? [] : [principalLimit(statement)]),
    ...(includesAction(statement.actions, action) ? [] : [patternLimit(statement.actions)]),
    ...(covers(statement.resources, resource, scope)
      ? []
      : [`on ${patternLimit(statement.resources)}`]),
    ...statement.conditions
      .filter((condition) => !holds(condition, context.get(condition.key), scope))
      .map(describeCondition),
  ]
}

const principalLimit = ({ principals: { negated, principals } }: Statement) =>
  `for ${negated ? 'callers other than ' : ''}${listValues(principals.map(({ value }) => value))}`

const patternLimit = ({ negated, patterns }: PatternSet) =>
  `${negated ? 'what is not ' : ''}${listValues(patterns)}`
