import type { UploadDefault } from '../../encryption/upload-default.ts'
import type { Condition, Policy, Statement } from '../../policy/document.ts'
import { includesAction } from '../../policy/evaluation/actions.ts'
import { isNegated } from '../../policy/evaluation/conditions.ts'
import { namesOfStatements } from '../../policy/statement-names.ts'
import { ALGORITHM_KEY, KMS_KEY, SSE_C_KEY } from '../../statements/cooper-statements.ts'

/**
 * Why uploads are known to name another encryption than the default: a statement accepts or requires only such ones.
 * AWS services are not asked for, since Cooper's statements do not apply to them.
 */
export const whoNamesOtherEncryption = (
  policy: Policy,
  { algorithm, keyNames }: UploadDefault,
): string | undefined =>
  whoSends(policy, 'another encryption than the default of the bucket', (accepted) => {
    if (accepted.key === ALGORITHM_KEY) return !accepted.values.includes(algorithm)
    const isOther = (value: string) => !keyNames.includes(value)
    return accepted.key === KMS_KEY && keyNames.length > 0 && accepted.values.every(isOther)
  })

/** Why uploads are known to bring their own key (SSE-C). */
export const whoSendsSseC = (policy: Policy): string | undefined =>
  whoSends(policy, 'a customer-provided key (SSE-C)', ({ key }) => key === SSE_C_KEY)

/** The values of a header that a statement accepts. */
interface Accepted {
  readonly key: string
  readonly values: readonly string[]
}

function whoSends(
  policy: Policy,
  what: string,
  isOther: (accepted: Accepted) => boolean,
): string | undefined {
  const statement = policy.statements.find((one) => acceptedBy(one).some(isOther))
  if (!statement) return undefined
  const named = namesOfStatements(policy, [statement])
  const verb = statement.effect === 'Deny' ? 'requires' : 'allows only'
  return `The ${named} of the policy ${verb} uploads with ${what}, which would be refused`
}

/** What an Allow accepts, or a Deny leaves to everyone. Each has to be about uploads and to be decided by one header. */
function acceptedBy({ effect, principals, actions, conditions }: Statement): readonly Accepted[] {
  if (!includesAction(actions, 's3:PutObject') || isOfServices(principals)) return []
  const headers = conditions.filter(({ key }) => HEADERS.includes(key))
  if (effect === 'Allow') return headers.filter(isAccepting).map(acceptedValues)
  const isForAll = !principals.negated && principals.principals.some(({ value }) => value === '*')
  const isAlone = headers.length === conditions.length && headers.length === 1
  return isForAll && isAlone ? headers.filter(isRefusingOthers).map(acceptedValues) : []
}

const HEADERS = [ALGORITHM_KEY, KMS_KEY, SSE_C_KEY]

const isOfServices = ({ negated, principals }: Statement['principals']) =>
  !negated && principals.every(({ type }) => type === 'Service')

const isAccepting = ({ operator, ifExists, values }: Condition) =>
  operator === 'Null' ? isOnly(values, 'false') : !isNegated(operator) && !ifExists

const isRefusingOthers = ({ operator, ifExists, values }: Condition) =>
  operator === 'Null' ? isOnly(values, 'true') : isNegated(operator) && !ifExists

const isOnly = (values: readonly string[], value: string) =>
  values.length > 0 && values.every((one) => one === value)

// `Null` is about the presence of the header, which says nothing about its value, except for SSE-C.
const acceptedValues = ({ operator, key, values }: Condition): Accepted =>
  operator === 'Null' && key !== SSE_C_KEY ? { key: '', values: [] } : { key, values }
