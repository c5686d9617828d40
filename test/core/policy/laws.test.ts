import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/core/policy/decision/answer.ts'
import type { JsonObject, Policy } from '../../../src/core/policy/document.ts'
import { isDenied } from '../../../src/core/policy/evaluation/evaluate.ts'
import { findCounterexample } from '../../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { Request } from '../../../src/core/policy/request.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import {
  type OwnStatement,
  tlsOnlyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import { cases } from '../../support/cases.ts'
import { almostRight, BUCKET, document, enforcing, type Statements } from './almost-right.ts'
import { CLASSES } from './cases/classes.ts'
import { nearbyRequest } from './nearby-requests.ts'
import { whyNotSendable } from './sendable.ts'
import { WORST } from './worst-policies.ts'

const answer = (policy: Policy): Answer => findCounterexample(policy, plainHttp(BUCKET))
const answerTo = (statements: Statements): Answer => answer(parsePolicy(document(statements)))

/** Whether a request has no keys or values that are impossible for its caller. */
function isPossible({ caller, action, resource, context }: Request): boolean {
  const keys = [...context.keys()]
  if (caller.type === 'service' || context.get('aws:securetransport')?.join() !== 'false')
    return false
  if (caller.type === 'anonymous') {
    if (context.get('aws:principaltype')?.join() !== 'Anonymous') return false
    const ofIdentities = /^aws:(principal(?!type$)|userid$|username$)/
    return !keys.some((key) => ofIdentities.test(key))
  }
  const isBucket = resource === 'arn:aws:s3:::data'
  const same = context.get('aws:principalarn')?.join() === caller.principalArn
  const network = keys.filter((key) => key === 'aws:sourceip' || key === 'aws:vpcsourceip').length
  return (
    same &&
    network < 2 &&
    caller.arn.startsWith('arn:aws:') &&
    (isBucket || action !== 's3:ListBucket')
  )
}

describe('laws of the decision', () => {
  test('a counterexample is a possible request, and is not denied', () => {
    fc.assert(
      fc.property(almostRight, (statements) => {
        const policy = parsePolicy(document(statements))
        const found = answer(policy)
        fc.pre(found.type === 'undenied')
        if (found.type !== 'undenied') return
        expect(isDenied(policy, found.request)).toBe(false)
        expect(isPossible(found.request)).toBe(true)
        expect(whyNotSendable(found.request)).toBeUndefined()
      }),
      { numRuns: cases(1500) },
    )
  })

  test('"denied" means that a thousand requests close to the values of the policy are denied', () => {
    fc.assert(
      fc.property(fc.oneof(enforcing, almostRight), fc.nat(), (statements, seed) => {
        const policy = parsePolicy(document(statements))
        fc.pre(answer(policy).type === 'denied')
        const requests = fc.sample(nearbyRequest(policy), { seed, numRuns: 1000 })
        expect(requests.find((request) => !isDenied(policy, request))).toBeUndefined()
      }),
      { numRuns: cases(120) },
    )
  })

  test('a statement that is split into parts denies the same requests', () => {
    fc.assert(
      fc.property(enforcing, (statements) => {
        expect(answerTo(statements).type).toBe('denied')
      }),
      { numRuns: cases(600) },
    )
  })

  test("Cooper's statement always enforces", () => {
    fc.assert(
      fc.property(almostRight, (statements) => {
        expect(answer(remediated(statements, tlsOnlyStatement(BUCKET))).type).toBe('denied')
      }),
      { numRuns: cases(300) },
    )
  })

  test('the order of statements makes no difference', () => {
    fc.assert(
      fc.property(almostRight, (statements) => {
        expect(answerTo([...statements].reverse()).type).toBe(answerTo(statements).type)
      }),
      { numRuns: cases(400) },
    )
  })

  test('letter case of keys and operators, and S3’s normalisation make no difference', () => {
    fc.assert(
      fc.property(almostRight, (statements) => {
        expect(answerTo(statements.map(rewritten)).type).toBe(answerTo(statements).type)
      }),
      { numRuns: cases(400) },
    )
  })

  test('the returned statements are enough by themselves', () => {
    fc.assert(
      fc.property(fc.oneof(enforcing, almostRight), (statements) => {
        const found = answerTo(statements)
        fc.pre(found.type === 'denied')
        if (found.type !== 'denied') return
        expect(answerTo(found.by.map(({ raw }) => raw)).type).toBe('denied')
      }),
      { numRuns: cases(400) },
    )
  })

  test.each(CLASSES)("each of Cooper's statements always enforces: %s", (_, requests, own) => {
    fc.assert(
      fc.property(almostRight, (statements) => {
        for (const each of requests) {
          expect(findCounterexample(remediated(statements, own), each).type).toBe('denied')
        }
      }),
      { numRuns: cases(100) },
    )
  })

  describe.each(CLASSES)(
    "each of Cooper's statements enforces in a policy of 20 KB: %s",
    (_, requests, own) => {
      test.each(WORST)('%s', (_reason, __, statements) => {
        const stored = statements.slice(0, Math.floor(statements.length * 0.95))
        for (const each of requests) {
          expect(findCounterexample(remediated(stored, own), each).type).toBe('denied')
        }
      })
    },
  )

  test.each(WORST)('a policy of 20 KB gets an answer: %s', (_, expected, statements) => {
    const policy = parsePolicy(document(statements))
    const found = answer(policy)
    expect(found.type).toBe(expected)
    if (found.type === 'undenied') expect(isDenied(policy, found.request)).toBe(false)
  })
})

/** The policy with a statement of Cooper merged in. */
function remediated(statements: Statements, own: OwnStatement): Policy {
  const merged = mergeOwnStatements(document(statements), { required: [own], obsolete: [] }, BUCKET)
  return parsePolicy(merged.document)
}

/** The same statement in capitals, with lists for single values, text for booleans and an object for everyone. */
function rewritten(statement: JsonObject): JsonObject {
  const operators = Object.entries((statement.Condition ?? {}) as JsonObject)
  const Condition = Object.fromEntries(
    operators.map(([operator, keys]) => [
      operator.toUpperCase(),
      Object.fromEntries(
        Object.entries(keys as JsonObject).map(([key, value]) => [
          key.toUpperCase(),
          (Array.isArray(value) ? value : [value]).map(String),
        ]),
      ),
    ]),
  )
  const everyone = statement.Principal === '*' ? { Principal: { AWS: ['*'] } } : {}
  return { ...statement, ...everyone, Condition }
}
