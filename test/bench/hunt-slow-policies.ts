import fc from 'fast-check'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { findCounterexample } from '../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { plainHttp } from '../../src/core/requests/plain-http.ts'
import { BUCKET, document } from '../core/policy/almost-right.ts'

/** One kind of statement, with how many values each statement has. The text of a value depends on its number. */
interface Kind {
  readonly place: Place
  readonly operator: string
  readonly perStatement: number
  readonly words: number
}

const OBJECTS = 'arn:aws:s3:::data/'

const letters = (index: number): string =>
  index.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')

interface Place {
  /** `Resource`, `NotAction` and so on, or a condition key. */
  readonly name: string
  readonly operators: readonly string[]
  readonly value: (index: number) => string
}

const TEXTS = ['StringLike', 'StringNotLike', 'StringEquals', 'StringNotEquals']
const SIZES = ['Equals', 'NotEquals', 'LessThan', 'GreaterThanEquals']
const dates = SIZES.map((size) => `Date${size}`)
const numbers = SIZES.map((size) => `Numeric${size}`)

const PLACES: readonly Place[] = [
  { name: 'Resource', operators: [''], value: (index) => `${OBJECTS}*${letters(index)}?*` },
  { name: 'NotResource', operators: [''], value: (index) => `${OBJECTS}*${letters(index)}*` },
  { name: 'Action', operators: [''], value: (index) => `s3:*${letters(index)}*` },
  { name: 'NotAction', operators: [''], value: (index) => `s3:*${letters(index)}*` },
  { name: 'aws:UserAgent', operators: TEXTS, value: (index) => `*${letters(index)}*?*` },
  { name: 'aws:PrincipalTag/t', operators: TEXTS, value: (index) => `${letters(index)}*` },
  {
    name: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', ...TEXTS],
    value: (index) => `arn:aws:iam::*:role/*${letters(index)}*`,
  },
  {
    name: 'aws:TagKeys',
    operators: ['ForAllValues:StringLike', 'ForAnyValue:StringNotLike', ...TEXTS],
    value: (index) => `*${letters(index)}`,
  },
  {
    name: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    value: (index) => `2001:db8:${index.toString(16)}::/${40 + (index % 80)}`,
  },
  {
    name: 'aws:VpcSourceIp',
    operators: ['IpAddressIfExists', 'NotIpAddress'],
    value: (index) => `10.${index % 256}.${index >> 8}.0/${16 + (index % 16)}`,
  },
  { name: 'aws:EpochTime', operators: dates, value: (index) => String(1e9 + index * 7) },
  { name: 's3:max-keys', operators: numbers, value: (index) => String(index * 3) },
  {
    name: 'aws:PrincipalOrgID',
    operators: TEXTS,
    value: (index) => `\${aws:PrincipalTag/${index}}`,
  },
]

const kind: fc.Arbitrary<Kind> = fc.constantFrom(...PLACES).chain((place) =>
  fc.record({
    place: fc.constant(place),
    operator: fc.constantFrom(...place.operators),
    perStatement: fc.constantFrom(1, 2, 5, 10, 60, 600),
    words: fc.constantFrom(20, 1000),
  }),
)

const EVERYONE = { Effect: 'Deny', Principal: '*' }

function statementOf({ place, operator, perStatement, words }: Kind, index: number): JsonObject {
  const values = Array.from({ length: perStatement }, (_, value) =>
    place.value((index * perStatement + value) % words),
  )
  if (operator !== '') {
    const Condition = { [operator]: { [place.name]: values } }
    return { ...EVERYONE, Action: 's3:*', Resource: '*', Condition }
  }
  const others = place.name.endsWith('Action') ? { Resource: '*' } : { Action: 's3:*' }
  return { ...EVERYONE, ...others, [place.name]: values }
}

const LARGEST = 20_480

const sizeOf = (statements: readonly JsonObject[]): number =>
  Buffer.byteLength(JSON.stringify(document([...statements])))

/** Statements of the kinds in turn, as many as S3 would store. */
function filled(kinds: readonly Kind[]): readonly JsonObject[] {
  const statements: JsonObject[] = []
  for (let index = 0; index < 400; index += 1) {
    const next = kinds[index % kinds.length]
    if (next === undefined) break
    statements.push(statementOf(next, index))
    if (sizeOf(statements) > LARGEST) return statements.slice(0, -1)
  }
  return statements
}

/** Processor time of the faster of two decisions, in milliseconds. */
function timeOf(statements: readonly JsonObject[]): number {
  const policy = parsePolicy(document([...statements]))
  const times = [0, 1].map(() => {
    const start = process.cpuUsage()
    findCounterexample(policy, plainHttp(BUCKET))
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

interface Catch {
  readonly name: string
  readonly statements: readonly JsonObject[]
  readonly time: number
}

const nameOf = (kinds: readonly Kind[]): string =>
  kinds
    .map(({ place, operator, perStatement }) => `${perStatement} × ${operator} ${place.name}`)
    .join(', ')

const catchOf = (kinds: readonly Kind[]): Catch & { readonly kinds: readonly Kind[] } => {
  const statements = filled(kinds)
  return { kinds, name: `hunted: ${nameOf(kinds)}`, statements, time: timeOf(statements) }
}

/**
 * Hunts for slow policies among valid ones of the largest size: of many random ones the slowest are kept, and each of their
 * kinds of statements is replaced by others as long as that makes them slower.
 */
export function huntSlowPolicies({
  seed = 1,
  first = 400,
  rounds = 4,
  kept = 5,
} = {}): readonly Catch[] {
  const random = (count: number, salt: number) =>
    fc.sample(fc.array(kind, { minLength: 1, maxLength: 3 }), { seed: seed + salt, numRuns: count })
  const slowest = (all: readonly ReturnType<typeof catchOf>[]) =>
    all.toSorted((one, other) => other.time - one.time).slice(0, kept)
  let best = slowest(random(first, 0).map(catchOf))
  for (let round = 1; round <= rounds; round += 1) {
    const changes = random(first / 20, round)
    const children = best.flatMap(({ kinds }) =>
      changes.map((change) => catchOf([...change.slice(0, 1), ...kinds.slice(0, 2)])),
    )
    best = slowest([...best, ...children])
  }
  return best
}
