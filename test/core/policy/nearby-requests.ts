import fc from 'fast-check'
import type { Policy } from '../../../src/core/policy/document.ts'
import type { Caller, Request } from '../../../src/core/policy/request.ts'
import { ARN } from './almost-right.ts'

/** Possible plain-HTTP requests, made of the values of the policy itself, which would reveal a wrong "denied". */
export function nearbyRequest(policy: Policy): fc.Arbitrary<Request> {
  const words = wordsOf(policy)
  return fc
    .record({
      caller: caller(words),
      target: target(words),
      network: network(words),
      other: fc.array(fc.tuple(fc.constantFrom(...FREE_KEYS), value(words)), { maxLength: 4 }),
      tags: fc.option(fc.array(value(words), { minLength: 1, maxLength: 2 }), { nil: undefined }),
      inOrganization: fc.boolean(),
      moment: fc.constantFrom(...MOMENTS),
    })
    .map(({ caller, target, network, other, tags, inOrganization, moment }) => ({
      ...target,
      caller: caller.caller,
      context: new Map<string, readonly string[]>([
        ...only(FREE_KEYS, other),
        ...(tags ? [['aws:tagkeys', tags] as const] : []),
        ...network,
        ...(caller.caller.type !== 'anonymous' && inOrganization ? ORGANIZATION : []),
        ...caller.context,
        ...moment,
        ['aws:securetransport', ['false']],
      ]),
    }))
}

type Entries = readonly (readonly [string, readonly string[]])[]

const FREE_KEYS = [
  'aws:useragent',
  'aws:referer',
  's3:prefix',
  's3:x-amz-acl',
  's3:x-amz-server-side-encryption',
]
const ORGANIZATION: Entries = [
  ['aws:principalorgid', ['o-abc']],
  ['aws:principalorgpaths', ['o-abc/r-1/']],
]
const MOMENTS: readonly Entries[] = [
  '2030-01-01T00:00:00Z',
  '2031-05-01T00:00:00Z',
  '2040-01-01T00:00:00Z',
].map((time) => [
  ['aws:currenttime', [time]],
  ['aws:epochtime', [String(Date.parse(time) / 1000)]],
])

function only(_keys: readonly string[], pairs: readonly (readonly [string, string])[]): Entries {
  return pairs.map(([key, text]) => [key, [text]])
}

function wordsOf({ statements }: Policy): readonly string[] {
  return statements.flatMap(({ principals, resources, actions, conditions }) => [
    ...principals.principals.map(({ value }) => value),
    ...resources.patterns,
    ...actions.patterns,
    ...conditions.flatMap(({ values }) => values),
  ])
}

/** A value of the policy with its wildcards filled, or something else. */
function value(words: readonly string[]): fc.Arbitrary<string> {
  const filler = fc.constantFrom('', 'x', 'a', 'xx', 'a/b', 'q')
  const word = fc.constantFrom(...words, 'other')
  return fc
    .tuple(word, filler)
    .map(([text, fill]) => text.replace(/\$\{.*?\}|[*?]/g, fill || 'z') || 'z')
}

function target(words: readonly string[]): fc.Arbitrary<Pick<Request, 'action' | 'resource'>> {
  const keys = words.filter((word) => word.startsWith(`${ARN}/`))
  const object = fc
    .tuple(value([...keys, `${ARN}/a`, `${ARN}/q`]), fc.constantFrom('', 'x', '/y1'))
    .map(([key, end]) =>
      key.startsWith(`${ARN}/`) && key.length > ARN.length + 1 ? key + end : `${ARN}/${key}${end}`,
    )
  const onObject = fc.tuple(
    fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:NewThing'),
    object,
  )
  const onBucket = fc.tuple(
    fc.constantFrom('s3:ListBucket', 's3:GetBucketPolicy', 's3:PutBucketAcl', 's3:Zzz'),
    fc.constant(ARN),
  )
  return fc.oneof(onObject, onBucket).map(([action, resource]) => ({ action, resource }))
}

function network(words: readonly string[]): fc.Arbitrary<Entries> {
  const named = words
    .map((word) => word.split('/')[0] ?? '')
    .filter((word) => /^\d+\.\d+\.\d+\.\d+$|^[\da-f]+:.*::$/.test(word))
  const address = fc.constantFrom(
    '198.51.100.1',
    '203.0.113.0',
    '203.0.114.0',
    '10.9.9.9',
    '2001:db8::',
    ...named,
  )
  const internet = address.map((ip): Entries => [['aws:sourceip', [ip]]])
  const vpc = fc.tuple(address, fc.constantFrom('vpce-1', 'vpce-2')).map(
    ([ip, endpoint]): Entries => [
      ['aws:vpcsourceip', [ip]],
      ['aws:sourcevpc', ['vpc-1']],
      ['aws:sourcevpce', [endpoint]],
    ],
  )
  return fc.oneof(internet, vpc)
}

interface Who {
  readonly caller: Caller
  readonly context: Entries
}

function caller(words: readonly string[]): fc.Arbitrary<Who> {
  const arns = words
    .filter((word) => /^arn:aws:(iam|sts):/.test(word) && !word.includes('${'))
    .map((word) => word.replace('::*:', '::333344445555:').replace(/[*?]/g, 'x'))
  const arn = fc.constantFrom(
    ...arns,
    ...['arn:aws:iam::111122223333:user/analyst', 'arn:aws:iam::111122223333:user/x/analyst'],
    ...[
      'arn:aws:iam::111122223333:root',
      'arn:aws:iam::222233334444:root',
      'arn:aws:iam::999900001111:root',
    ],
    ...['arn:aws:iam::999900001111:user/eve', 'arn:aws:iam::222233334444:role/admin1'],
  )
  const session = fc.constantFrom('s1', 'ops', 'any')
  const tags = fc.constantFrom(undefined, 'a', 'red', 'zzz')
  const identity = fc
    .tuple(arn, session, fc.constantFrom('EXAMPLE', 'OTHER'), tags)
    .map(([text, name, id, tag]) => withTag(identityOf(text, name, id), tag))
  const anonymous: Who = {
    caller: { type: 'anonymous' },
    context: [['aws:principaltype', ['Anonymous']]],
  }
  return fc.oneof(fc.constant(anonymous), { arbitrary: identity, weight: 4 })
}

function withTag({ caller, context }: Who, tag: string | undefined): Who {
  if (tag === undefined || (caller.type !== 'user' && caller.type !== 'role-session'))
    return { caller, context }
  return { caller, context: [...context, ['aws:principaltag/team', [tag]]] }
}

function identityOf(text: string, session: string, id: string): Who {
  const [, , , , account = '', resource = ''] = text.split(':')
  const path = resource.split('/')
  const last = path.at(-1) ?? ''
  const role = path[0] === 'assumed-role' ? (path[1] ?? '') : last
  const name = path[0] === 'assumed-role' ? (path[2] ?? '') : session
  const common: Entries = [
    ['aws:principalaccount', [account]],
    ['aws:principalisawsservice', ['false']],
  ]
  if (path[0] === 'root') {
    const caller: Caller = { type: 'root', account, arn: text, principalArn: text }
    return { caller, context: [...common, ...facts(text, 'Account', account)] }
  }
  if (path[0] === 'user') {
    const caller: Caller = { type: 'user', account, arn: text, principalArn: text }
    return {
      caller,
      context: [...common, ...facts(text, 'User', `AIDA${id}`), ['aws:username', [last]]],
    }
  }
  const principalArn = path[0] === 'role' ? text : `arn:aws:iam::${account}:role/${role}`
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${name}`
  const caller: Caller = { type: 'role-session', account, arn, principalArn }
  return {
    caller,
    context: [...common, ...facts(principalArn, 'AssumedRole', `AROA${id}:${name}`)],
  }
}

function facts(arn: string, type: string, id: string): Entries {
  return [
    ['aws:principalarn', [arn]],
    ['aws:principaltype', [type]],
    ['aws:userid', [id]],
  ]
}
