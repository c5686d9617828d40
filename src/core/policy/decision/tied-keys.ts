import type { CallerType, KeyConstraint } from '../request-class.ts'
import { ABSENT, ANY, exactly, PRESENT } from '../request-class.ts'

/** Whether keys hang together as AWS documents, or no more than they must: then more requests are possible. */
export type Ties = 'documented' | 'loose'

export type KeyConstraints = ReadonlyMap<string, KeyConstraint>

/** Keys that hang together: each group lists the only ways in which a request can have them. */
interface TiedKeys {
  readonly ways: readonly KeyConstraints[]
  /** Keys of a group with a single one in the policy need no telling apart, unless one is always there. */
  readonly matterAlone: boolean
}

const FROM_A_VPC = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip']
const OF_THE_ENDPOINT = [
  'aws:sourcevpcarn',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
]

function each(keys: readonly string[], constraint: KeyConstraint): [string, KeyConstraint][] {
  return keys.map((key) => [key, constraint])
}

/** A request comes over the internet or through a VPC endpoint, never both. */
const NETWORK: TiedKeys = {
  matterAlone: true,
  ways: [
    new Map([['aws:sourceip', PRESENT], ...each([...FROM_A_VPC, ...OF_THE_ENDPOINT], ABSENT)]),
    new Map([
      ['aws:sourceip', ABSENT],
      ...each(FROM_A_VPC, PRESENT),
      ...each(OF_THE_ENDPOINT, ANY),
    ]),
  ],
}

const ORGANIZATION: TiedKeys = {
  matterAlone: false,
  ways: [ABSENT, PRESENT].map(
    (constraint) => new Map(each(['aws:principalorgid', 'aws:principalorgpaths'], constraint)),
  ),
}

const MULTI_FACTOR: TiedKeys = {
  matterAlone: false,
  ways: [
    new Map(each(['aws:multifactorauthpresent', 'aws:multifactorauthage'], ABSENT)),
    new Map([
      ['aws:multifactorauthpresent', exactly('false')],
      ['aws:multifactorauthage', ABSENT],
    ]),
    new Map([
      ['aws:multifactorauthpresent', exactly('true')],
      ['aws:multifactorauthage', PRESENT],
    ]),
  ],
}

/** Every way in which a request can have the tied keys among those mentioned. */
export function waysOfTiedKeys(mentioned: ReadonlySet<string>): readonly KeyConstraints[] {
  let combined: readonly KeyConstraints[] = [new Map()]
  for (const { ways, matterAlone } of [NETWORK, ORGANIZATION, MULTI_FACTOR]) {
    const count = [...(ways[0]?.keys() ?? [])].filter((key) => mentioned.has(key)).length
    if (count === 0 || (count === 1 && !matterAlone)) continue
    combined = combined.flatMap((one) => ways.map((way) => new Map([...one, ...way])))
  }
  return combined
}

/** Of all that the documentation ties together, only that no request has an address of both kinds. */
export function looseWays(mentioned: ReadonlySet<string>): readonly KeyConstraints[] {
  const addresses = ['aws:sourceip', 'aws:vpcsourceip']
  if (!addresses.every((key) => mentioned.has(key))) return [new Map()]
  return addresses.map((key) => new Map([[key, ABSENT]]))
}

const OF_NO_CALLER = ['aws:principalservicename', 'aws:principalservicenameslist']

/** They say who calls, so nobody has them who is nobody. */
const OF_THE_CALLER = /^aws:(principal|userid$|username$)/

/** Only a request with credentials has them, AWS documents. */
const OF_CREDENTIALS =
  /^(aws:(calledvia|tokenissuetime$|multifactorauth|federatedprovider$|sourceidentity$|rolesessionname$|assumedroot$)|ec2:|lambda:|sts:|saml:|s3:(authtype|signatureage|signatureversion)$)/

/** What the caller's type alone says of a key; `undefined` where it says nothing. */
export function constraintByCaller(
  key: string,
  type: CallerType,
  ties: Ties,
): KeyConstraint | undefined {
  if (key === 'aws:principaltype') return exactly(TIED_PRINCIPAL_TYPES[type])
  if (OF_NO_CALLER.includes(key)) return ABSENT
  if (type === 'anonymous') return constraintByNobody(key, ties)
  if (key === 'aws:principalisawsservice') return exactly('false')
  if (key === 'aws:username' && type !== 'user') return ABSENT
  return type === 'root' && key.startsWith('aws:principaltag/') ? ABSENT : undefined
}

function constraintByNobody(key: string, ties: Ties): KeyConstraint | undefined {
  // AWS's table of variables gives these, its pages on the keys say that they are absent.
  const isNamed = key === 'aws:userid' || key === 'aws:principalaccount'
  if (isNamed && ties === 'loose') return { presence: 'any', oneOf: ['anonymous'] }
  if (OF_THE_CALLER.test(key)) return ABSENT
  if (ties === 'loose') return undefined
  if (key === 'aws:viaawsservice') return { presence: 'any', oneOf: ['false'] }
  return OF_CREDENTIALS.test(key) ? ABSENT : undefined
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
const TIED_PRINCIPAL_TYPES: Readonly<Record<CallerType, string>> = {
  anonymous: 'Anonymous',
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
}
