import {
  ABSENT,
  type CallerType,
  exactly,
  type KeyConstraint,
  PRESENT,
  type RequestClass,
} from '../request-class.ts'
import { isDocumentedKey } from './condition-keys.ts'
import { regionsOf } from './regions.ts'
import type { Ties } from './tied-keys.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: "always included". */
export const ALWAYS_PRESENT: readonly string[] = [
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:useragent',
  'aws:viaawsservice',
]

/** Keys of requests by an AWS service as the principal: "only when the call is made directly by a service principal". */
const OF_SERVICES = /^aws:(source(arn|account|orgid|orgpaths)|principalservicename(slist)?)$/

/** Keys that name the caller, so an anonymous request has none of them. */
const OF_THE_CALLER = /^aws:(principal|userid$|username$)/

/** Keys that AWS documents for requests with credentials only. */
const OF_CREDENTIALS =
  /^(aws:(calledvia|tokenissuetime$|multifactorauth|signinsessionarn$|is?mcp|viaawsmcp)|s3:(authtype|signatureage|signatureversion)$)/

/** Keys that come with the credentials of a role's session. Keys of identity providers contain the name of a host. */
const OF_ROLE_SESSIONS =
  /^([^:]+\.[^:]+:|aws:(chatbotsourcearn|ec2instancesource|federatedprovider$|sourceidentity$)|codebuild:|ec2:|glue:|identitystore:|lambda:|saml:|ssm:|sts:|s3:accessgrantsinstancearn$)/

/** The presence and values of a key that follow from the type of caller. `undefined` where they do not follow. */
export function constraintByCaller(
  key: string,
  type: CallerType,
  ties: Ties,
): KeyConstraint | undefined {
  if (key === 'aws:principaltype') return exactly(TIED_PRINCIPAL_TYPES[type])
  if (OF_SERVICES.test(key)) return ABSENT
  if (type === 'anonymous') return constraintByNobody(key, ties)
  if (key === 'aws:principalisawsservice') return exactly('false')
  if (key === 'aws:username' && type !== 'user') return ABSENT
  if (type === 'root' && key.startsWith('aws:principaltag/')) return ABSENT
  if (key === 's3:authtype') return { presence: 'any', oneOf: AUTH_TYPES }
  if (key === 'aws:assumedroot' && type !== 'root' && ties === 'documented') return ABSENT
  if (OF_ROLE_SESSIONS.test(key) && type !== 'role-session' && ties === 'documented') return ABSENT
  return undefined
}

function constraintByNobody(key: string, ties: Ties): KeyConstraint | undefined {
  // The page on the keys says that they are "anonymous", an older one that they are absent.
  const isNamed = key === 'aws:userid' || key === 'aws:principalaccount'
  if (isNamed) return { presence: ties === 'loose' ? 'any' : 'unclear', oneOf: ['anonymous'] }
  if (OF_THE_CALLER.test(key)) return ABSENT
  if (key === 'aws:viaawsservice')
    return { presence: ties === 'loose' ? 'any' : 'present', oneOf: ['false'] }
  if (key === 's3:authtype') return ABSENT
  const isOfIdentities = OF_CREDENTIALS.test(key) || OF_ROLE_SESSIONS.test(key)
  if (ties === 'documented' && (isOfIdentities || key === 'aws:assumedroot')) return ABSENT
  return undefined
}

/** AWS documents that some keys are always there. A key that it does not document is in no request that somebody can send. */
export function constraintByNature(
  key: string,
  { bucket }: Pick<RequestClass, 'bucket'>,
  ties: Ties,
): KeyConstraint | undefined {
  if (ties === 'loose') return undefined
  const regions = key === 'aws:requestedregion' ? regionsOf(bucket.partition) : undefined
  if (regions !== undefined) return { presence: 'present', oneOf: regions }
  if (ALWAYS_PRESENT.includes(key)) return PRESENT
  return isDocumentedKey(key) ? undefined : ABSENT
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
const AUTH_TYPES = ['REST-HEADER', 'REST-QUERY-STRING', 'POST']

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
const TIED_PRINCIPAL_TYPES: Readonly<Record<CallerType, string>> = {
  anonymous: 'Anonymous',
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
}
