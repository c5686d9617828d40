import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { isDenied } from '../../../src/core/policy/evaluation/evaluate.ts'
import { findCounterexample } from '../../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { Caller, Request } from '../../../src/core/policy/request.ts'
import type { RequestClass } from '../../../src/core/policy/request-class.ts'
import {
  ALGORITHM_KEY,
  KMS_KEY,
  SSE_C_KEY,
} from '../../../src/core/statements/cooper-statements.ts'
import { belongsTo } from '../policy/belongs-to.ts'
import { ARN, deny, OBJECTS, policy, USER } from '../policy/cases/case.ts'
import { CLASSES, FOREIGN_KEY, KEY, KEY_ID, OTHER_KEY } from '../policy/cases/classes.ts'
import { OLD_TLS } from '../policy/cases/old-tls.ts'
import { ALMOST, AS_GOOD, sparingServicesPlainly } from '../policy/cases/rewritten.ts'
import { UPLOADS } from '../policy/cases/uploads.ts'
import { whyNotSendable } from '../policy/sendable.ts'

/** The answer for all classes. For "undenied" the plain evaluator must find that the request is not denied, too. */
function answerTo(requests: readonly RequestClass[], statements: readonly JsonObject[]): string {
  const examined = parsePolicy(policy(...statements))
  const answers = requests.map((each) => {
    const answer = findCounterexample(examined, each)
    if (answer.type !== 'undenied') return answer.type
    expect(isDenied(examined, answer.request)).toBe(false)
    expect(belongsTo(answer.request, each)).toBe(true)
    expect(whyNotSendable(answer.request)).toBeUndefined()
    return answer.type
  })
  return answers.find((answer) => answer !== 'denied') ?? 'denied'
}

describe.each(CLASSES)('every request denied: %s', (_, requests, own) => {
  test.each(AS_GOOD)('Cooper’s statement is enough: %s', (_reason, rewrite) => {
    expect(answerTo(requests, rewrite(own))).toBe('denied')
  })

  test.each(ALMOST)('insufficient: %s', (_reason, rewrite) => {
    expect(answerTo(requests, rewrite(own))).toBe('undenied')
  })

  const isOfAnybody = requests.some(({ callers }) => callers.includes('anonymous'))
  test(`an exception for services ${isOfAnybody ? 'exempts anonymous callers, too' : 'is harmless'}`, () => {
    expect(answerTo(requests, [sparingServicesPlainly(own)])).toBe(
      isOfAnybody ? 'undenied' : 'denied',
    )
  })
})

describe.each([...OLD_TLS, ...UPLOADS])('%s', (_, requests, cases) => {
  const rows = cases.map(([reason, answer, ...statements]) => [reason, answer, statements] as const)
  test.each(rows)('%s', (_reason, answer, statements) => {
    expect(answerTo(requests, statements)).toBe(answer)
  })
})

const ONE_USER: Caller = { type: 'user', account: '111122223333', arn: USER, principalArn: USER }
const WHO: readonly (readonly [Caller, Readonly<Record<string, string>>])[] = [
  [{ type: 'anonymous' }, {}],
  [ONE_USER, { 'aws:principalisawsservice': 'false', 'aws:principalarn': USER }],
]

/** Requests of every class, generated independently. */
const REQUESTS: readonly Request[] = WHO.flatMap(([caller, who]) =>
  ['logs/x', 'y'].flatMap((key) =>
    [{}, { [KMS_KEY]: KEY }, { [KMS_KEY]: OTHER_KEY }, { [KMS_KEY]: FOREIGN_KEY }].flatMap((kms) =>
      [
        ...['AES256', 'aws:kms', 'aws:kms:dsse'].map((name) => ({ [ALGORITHM_KEY]: name, ...kms })),
        { [SSE_C_KEY]: 'AES256' },
        {},
      ].flatMap((headers) =>
        [
          { 'aws:securetransport': 'false' },
          ...['1', '1.0', '1.1', '1.2', '1.3'].map((version) => ({
            'aws:securetransport': 'true',
            's3:tlsversion': version,
          })),
        ].flatMap((connection) =>
          ['s3:PutObject', 's3:UpdateObjectEncryption'].map((action) => ({
            ...{ caller, action, resource: `${ARN}/${key}` },
            context: new Map(
              Object.entries({ ...who, ...headers, ...connection }).map(([name, value]) => [
                name,
                [value],
              ]),
            ),
          })),
        ),
      ),
    ),
  ),
)

const not = (operator: string) => [operator, operator.replace(/Equals|Like/, 'Not$&')]
const texts = ['StringEquals', 'StringLike'].flatMap(not)
const among = (key: string, operators: readonly string[], values: readonly string[]) =>
  fc
    .record({
      operator: fc.constantFrom(...operators, ...operators.map((name) => `${name}IfExists`)),
      expected: fc.subarray([...values], { minLength: 1 }),
    })
    .map(({ operator, expected }) => ({ [operator]: { [key]: expected } }))
const whether = (key: string) =>
  fc.constantFrom('true', 'false').map((absent) => ({ Null: { [key]: absent } }))

const condition = fc.oneof(
  among(ALGORITHM_KEY, texts, ['AES256', 'aws:kms', 'aws:kms:dsse', 'aws:*']),
  among(KMS_KEY, texts, [KEY, KEY_ID, OTHER_KEY, FOREIGN_KEY, 'arn:aws:kms:*:111122223333:*']),
  whether(ALGORITHM_KEY),
  whether(KMS_KEY),
  whether(SSE_C_KEY),
  whether('s3:TlsVersion'),
  among('s3:TlsVersion', ['NumericLessThan', 'NumericGreaterThanEquals'], ['1.1', '1.2', '1.3']),
  among('aws:SecureTransport', ['Bool'], ['true', 'false']),
  among('aws:PrincipalIsAWSService', ['Bool'], ['false']),
)

const almost = fc
  .record({
    who: fc.constantFrom<JsonObject>(
      { Principal: '*' },
      { Principal: '*' },
      { Principal: { AWS: USER } },
      { NotPrincipal: { AWS: USER } },
    ),
    what: fc.constantFrom<JsonObject>(
      { Resource: [ARN, OBJECTS] },
      { Resource: [ARN, OBJECTS] },
      { Resource: `${ARN}/logs/*` },
      { NotResource: `${ARN}/logs/*` },
    ),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ who, what, conditions }) =>
    deny({ ...who, ...what, Condition: Object.assign({}, ...conditions) }),
  )

describe.each(CLASSES)('laws: %s', (_, requests) => {
  const members = REQUESTS.filter((request) => requests.some((each) => belongsTo(request, each)))

  test('"denied" holds for each request of the class, "undenied" for the counterexample', () => {
    expect(members.length).toBeGreaterThan(1)
    const met: string[] = []
    fc.assert(
      fc.property(fc.array(almost, { minLength: 1, maxLength: 4 }), (statements) => {
        const answer = answerTo(requests, statements)
        met.push(answer)
        if (answer !== 'denied') return
        const examined = parsePolicy(policy(...statements))
        expect(members.find((request) => !isDenied(examined, request))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
    for (const type of ['denied', 'undenied']) {
      expect(met.filter((one) => one === type).length).toBeGreaterThan(10)
    }
  })
})
