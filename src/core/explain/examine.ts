import type { Answer } from '../policy/decision/answer.ts'
import type { Policy } from '../policy/document.ts'
import { findCounterexample } from '../policy/find-counterexample.ts'
import type { RequestClass } from '../policy/request-class.ts'
import { describeRequest } from './describe-request.ts'
import { type RequestData, requestData } from './request-data.ts'

/** Whether a policy denies every request of a class, and the proof. */
export interface Evidence {
  readonly enforced: boolean
  /** Whether the policy contains AWS's recommended statement literally, so that AWS Config and Security Hub find it. */
  readonly canonical?: boolean
  /** The numbers, from 1, of the statements that deny the requests. */
  readonly statements?: readonly number[]
  /** A request that no statement denies. */
  readonly undenied?: RequestData
  /** Why neither could be proven. This counts as not enforced. */
  readonly notProven?: string
}

export interface Examination {
  readonly evidence: Evidence
  /** The evidence in one sentence, without a full stop. */
  readonly sentence: string
}

export const NO_POLICY: Policy = {
  version: '2012-10-17',
  id: undefined,
  statements: [],
  document: {},
}

/** `kind` names a request of the class: `plain-HTTP request`. */
export function examine(
  policy: Policy | undefined,
  requests: RequestClass,
  kind: string,
): Examination {
  const examined = policy ?? NO_POLICY
  const answer = findCounterexample(examined, requests)
  return explainAnswer(examined, answer, { kind, about: requests.about })
}

interface Question {
  readonly kind: string
  readonly about: RequestClass['about']
}

function explainAnswer(policy: Policy, answer: Answer, { kind, about }: Question): Examination {
  switch (answer.type) {
    case 'denied': {
      const statements = numbersOf(policy, answer)
      const which = `statement${statements.length > 1 ? 's' : ''} ${statements.join(', ')}`
      return {
        evidence: { enforced: true, statements },
        sentence: `Every ${kind} is denied, by ${which}`,
      }
    }
    case 'undenied':
      return {
        evidence: { enforced: false, undenied: requestData(answer.request) },
        sentence: describeRequest(policy, answer.request, about),
      }
    case 'not-proven':
      return {
        evidence: { enforced: false, notProven: answer.reason },
        sentence: `Cooper could not prove that every ${kind} is denied: ${answer.reason}`,
      }
    default:
      return answer satisfies never
  }
}

const numbersOf = ({ statements }: Policy, { by }: Extract<Answer, { type: 'denied' }>) =>
  by.map((statement) => statements.indexOf(statement) + 1).toSorted((a, b) => a - b)
