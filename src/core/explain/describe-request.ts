import type { Policy, Statement } from '../policy/document.ts'
import { scopeOf } from '../policy/evaluation/evaluate.ts'
import type { Request } from '../policy/request.ts'
import { namesOfStatements } from '../policy/statement-names.ts'
import { ALGORITHM_KEY, KMS_KEY, SSE_C_KEY } from '../statements/cooper-statements.ts'
import { listed, shown } from './describe-condition.ts'
import type { Spelling } from './key-names.ts'
import { type Limit, limitsOf } from './limits.ts'
import { callerName } from './request-data.ts'

interface NearestStatement {
  readonly statement: Statement
  readonly limits: readonly Limit[]
}

/**
 * A request that a policy does not deny, in printable sentences without a full stop at the end. They do not claim that
 * the request is allowed: that depends on other policies. `about`: the condition keys that decide whether the request
 * belongs to its class.
 */
export function describeRequest(
  policy: Policy,
  request: Request,
  about: readonly string[],
  spell: Spelling,
): string {
  const { action, resource, caller } = request
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny')
  const isUpload = about.includes(ALGORITHM_KEY)
  const means = meansOf(request, isUpload)
  const what = `No statement denies ${shown(action)}`
  if (denies.length === 0) {
    return `${what}${means.how}: ${ANYBODY} ${means.withoutIt}. Example: ${shown(resource)}`
  }
  const scope = scopeOf(policy.version, request.context, 'least')
  const limited = denies.map((statement) => ({
    statement,
    limits: limitsOf(statement, request, scope),
  }))
  const nearest = nearestOf(limited, about)
  const where = circumstancesOf(request, limited, nearest, spell)
  const isOfOne = denies.some(distinguishesCallers)
  const by = isOfOne ? ` by ${caller.type === 'anonymous' ? 'an ' : ''}${callerOf(request)}` : ''
  const who = isOfOne
    ? `if it is allowed, it works ${means.withoutIt}`
    : `${ANYBODY} ${means.withoutIt}`
  const reason = nearest && `. ${reasonFor(policy, nearest, spell)}`
  return `${what} on ${shown(resource)}${means.how}${where}${by}: ${who}${reason ?? ''}`
}

const ANYBODY = 'whoever is allowed to do it can do it'

const callerOf = ({ caller }: Request) =>
  caller.type === 'anonymous' ? 'anonymous caller' : shown(callerName(caller))

/** Whether a statement denies some callers and not others. */
const distinguishesCallers = ({ principals, conditions }: Statement) =>
  principals.negated ||
  !principals.principals.some(({ value }) => value === '*') ||
  conditions.some(({ key }) => /^aws:(principal|user(id|name)$)/.test(key))

/** The statement on the class's subject with the fewest limits, or with the fewest of all. */
function nearestOf(
  limited: readonly NearestStatement[],
  about: readonly string[],
): NearestStatement | undefined {
  const isOnTopic = ({ statement }: NearestStatement) =>
    statement.conditions.some(({ key }) => about.includes(key))
  const onTopic = limited.filter(isOnTopic)
  const isUpload = about.includes(ALGORITHM_KEY)
  const candidates = onTopic.length > 0 || isUpload ? onTopic : limited
  return candidates.toSorted((one, other) => one.limits.length - other.limits.length)[0]
}

const reasonFor = (policy: Policy, { statement, limits }: NearestStatement, spell: Spelling) =>
  `S${namesOfStatements(policy, [statement]).slice(1)} denies only ${limits.map((limit) => limit.describe(spell)).join(', and only ')}`

interface Means {
  /** How the request is sent: ` over HTTP`. */
  readonly how: string
  /** What that shows: `without TLS`. */
  readonly withoutIt: string
}

function meansOf(request: Request, isUpload: boolean): Means {
  const { context } = request
  const isHttp = context.get('aws:securetransport')?.includes('false')
  const headers = isUpload ? uploadHeaders(request) : ''
  if (isHttp) {
    return { how: ` over HTTP${headers && ` ${headers}`}`, withoutIt: headers || 'without TLS' }
  }
  const [version = NEWEST] = context.get('s3:tlsversion') ?? []
  const how = headers || (version === NEWEST ? 'over TLS' : `over TLS ${shown(version)}`)
  return { how: ` ${how}`, withoutIt: how }
}

// This version is not worth a mention.
const NEWEST = '1.3'

function uploadHeaders({ context }: Request): string {
  if (context.has(SSE_C_KEY)) return 'with SSE-C'
  const [algorithm] = context.get(ALGORITHM_KEY) ?? []
  if (algorithm === undefined) return 'without an encryption header'
  const [key] = context.get(KMS_KEY) ?? []
  const named = key === undefined ? ' and no key' : ` and the key "${shown(key)}"`
  return `with the encryption "${shown(algorithm)}"${algorithm === 'AES256' ? '' : named}`
}

const SAID_ALREADY =
  /^aws:(securetransport|principal(arn|account|type|isawsservice))$|^s3:(tlsversion|x-amz-server-side-encryption.*)$/

/** The context keys without which a statement would deny the request, or that the nearest statement is limited by. */
function circumstancesOf(
  { context }: Request,
  limited: readonly NearestStatement[],
  nearest: NearestStatement | undefined,
  spell: Spelling,
): string {
  const decisive = limited.filter(
    (one) => one === nearest || new Set(one.limits.map(({ key }) => key)).size === 1,
  )
  const keys = new Set(
    decisive.flatMap(({ limits }) =>
      limits.flatMap(({ key, variables = [] }) => [...(key ? [key] : []), ...variables]),
    ),
  )
  const notable = [...keys].filter((key) => !SAID_ALREADY.test(key))
  const present = notable.filter((key) => context.has(key))
  const parts = {
    from: present.includes(IP) ? [listed(context.get(IP) ?? [])] : [],
    with: present
      .filter((key) => key !== IP)
      .map((key) => `${shown(spell(key))} ${listed(context.get(key) ?? [])}`),
    without: notable.filter((key) => !context.has(key)).map((key) => shown(spell(key))),
  }
  return Object.entries(parts)
    .filter(([, texts]) => texts.length > 0)
    .map(([word, texts]) => ` ${word} ${texts.join(' and ')}`)
    .join('')
}

const IP = 'aws:sourceip'
