import type { Bucket } from '../../bucket.ts'
import type { Policy } from '../../policy/document.ts'
import { namesOfStatements } from '../../policy/statement-names.ts'
import { type AllowedPrincipal, allowedPrincipals } from './allowed-principal.ts'
import { isAnonymous } from './anonymous.ts'
import { isOriginAccessIdentity } from './cloudfront.ts'
import { KEY_SERVICES, type KeyAction } from './services.ts'

/** Somebody whom a bucket policy lets read or write objects, and what a KMS key means for them. */
export interface KeyUser extends AllowedPrincipal {
  readonly who: string
  /** `never`: no KMS key. `foreign`: no AWS managed key. `own`: every key whose policy or whose IAM policies let them. */
  readonly may: 'never' | 'foreign' | 'own'
  readonly needs: readonly KeyAction[]
}

/** The users of a bucket for whom the key matters. Services that no page of AWS is known for are among the `own`. */
export const keyUsersOf = (policy: Policy | undefined, bucket: Bucket): readonly KeyUser[] =>
  allowedPrincipals(policy).flatMap((one) => {
    const by = policy ? `, by ${namesOfStatements(policy, [one.statement])}` : ''
    const user = keyUser(one, bucket)
    return user ? [{ ...one, ...user, who: `${user.who}${by}` }] : []
  })

type Kind = Pick<KeyUser, 'who' | 'may' | 'needs'>

function keyUser(one: AllowedPrincipal, { account }: Bucket): Kind | undefined {
  const { principal } = one
  const needs = needsOf(one)
  const { type, value } = principal
  if (isAnonymous(one)) return { who: 'anonymous callers', may: 'never', needs }
  if (isOriginAccessIdentity(principal))
    return { who: value.slice(value.lastIndexOf('/') + 1), may: 'never', needs }
  // S3 shows other canonical users as the ARN of their account.
  if (type === 'CanonicalUser')
    return {
      who: 'a canonical user, as CloudFront origin access identities are',
      may: 'never',
      needs,
    }
  if (type === 'Service') return serviceUser(value, needs)
  if (type === 'Federated' || isDeleted(value)) return undefined
  const home = accountsOf(one)
  const may = home.length > 0 && home.every((id) => id === account) ? 'own' : 'foreign'
  return { who: value === '*' ? 'callers of other accounts' : value, may, needs }
}

function serviceUser(principal: string, needs: readonly KeyAction[]): Kind {
  const known = KEY_SERVICES.find((service) => service.principal === principal.toLowerCase())
  return known
    ? { who: `${known.name} (${principal})`, may: 'foreign', needs: known.needs }
    : { who: principal, may: 'own', needs }
}

// A multipart upload also has to read its parts:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
const needsOf = ({ writes }: AllowedPrincipal): readonly KeyAction[] =>
  writes ? ['kms:GenerateDataKey', 'kms:Decrypt'] : ['kms:Decrypt']

const isDeleted = (value: string) => /^A[IR][DO][AP]/.test(value)

/** The accounts of the callers. Empty where every account may call. */
function accountsOf({ principal, statement }: AllowedPrincipal): readonly string[] {
  const named = accountIn(principal.value)
  if (named) return [named]
  const pinned = statement.conditions.find(
    ({ key, operator }) => OF_ACCOUNTS.test(key) && PINS.test(operator),
  )
  return (pinned?.values ?? []).map((value) => accountIn(value) ?? value)
}

const OF_ACCOUNTS = /^aws:(principalaccount|principalarn|sourceaccount|sourceowner)$/
const PINS = /^(StringEquals|StringLike|ArnEquals|ArnLike)$/

const accountIn = (text: string) => /^(?:arn:[a-z-]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(text)?.[1]
