import {
  ABSENT,
  ANY,
  exactly,
  type KeyConstraint,
  PRESENT,
  type RequestClass,
} from '../request-class.ts'

/** `documented`: keys occur together as AWS documents. `loose`: only as they must, so more requests are possible. */
export type Ties = 'documented' | 'loose'

export type KeyConstraints = ReadonlyMap<string, KeyConstraint>

/** Keys that depend on each other. Each group lists the combinations that a request can have. */
interface TiedKeys {
  readonly combinations: readonly KeyConstraints[]
  /** Where a policy uses only one key of a group, its combinations make no difference, unless one key is always present. */
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
  combinations: [
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
  combinations: [ABSENT, PRESENT].map(
    (constraint) => new Map(each(['aws:principalorgid', 'aws:principalorgpaths'], constraint)),
  ),
}

const MULTI_FACTOR: TiedKeys = {
  matterAlone: false,
  combinations: [
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

const CHAIN = ['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']

/** A request with a list of services was made through one of them. Not every service adds itself to the list. */
const CALL_CHAIN: TiedKeys = {
  matterAlone: true,
  combinations: [
    new Map(each(CHAIN, ABSENT)),
    new Map([...each(CHAIN, PRESENT), ['aws:viaawsservice', exactly('true')]]),
  ],
}

/** AWS does not document that a service sends requests for a caller without TLS: such a request is no example. */
const NO_SERVICE: TiedKeys = {
  matterAlone: true,
  combinations: [new Map([['aws:viaawsservice', exactly('false')], ...each(CHAIN, ABSENT)])],
}

/**
 * All combinations in which a request can have the tied keys among those mentioned. Where no key of the network is
 * mentioned, requests come over the internet.
 */
export function combinationsOfTiedKeys(
  mentioned: ReadonlySet<string>,
  { context }: Pick<RequestClass, 'context'>,
): readonly KeyConstraints[] {
  const isOverHttp = context.get('aws:securetransport')?.oneOf?.every((value) => value === 'false')
  let combined: readonly KeyConstraints[] = [new Map([['aws:sourceip', PRESENT]])]
  for (const { combinations, matterAlone } of [...TIED, isOverHttp ? NO_SERVICE : CALL_CHAIN]) {
    const count = [...(combinations[0]?.keys() ?? [])].filter((key) => mentioned.has(key)).length
    if (count === 0 || (count === 1 && !matterAlone)) continue
    combined = combined.flatMap((one) =>
      combinations.map((combination) => new Map([...one, ...combination])),
    )
  }
  return combined
}

const TIED = [NETWORK, ORGANIZATION, MULTI_FACTOR]

/** Of all documented dependencies only one: no request has both kinds of source address. */
export function looseCombinations(mentioned: ReadonlySet<string>): readonly KeyConstraints[] {
  const addresses = ['aws:sourceip', 'aws:vpcsourceip']
  if (!addresses.every((key) => mentioned.has(key))) return [new Map()]
  return addresses.map((key) => new Map([[key, ABSENT]]))
}
