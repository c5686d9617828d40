import type { Answer } from '../policy/decision/answer.ts'
import { isKnownAction } from '../policy/decision/known-actions.ts'
import type { Look } from '../policy/decision/look.ts'
import type { Policy } from '../policy/document.ts'
import { findCounterexample } from '../policy/find-counterexample.ts'
import type { RequestClass } from '../policy/request-class.ts'
import { namesOfStatements } from '../policy/statement-names.ts'
import { shown } from './describe-condition.ts'
import { describeRequest } from './describe-request.ts'
import { spellingIn } from './key-names.ts'
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
  look?: Look,
): Examination {
  const examined = policy ?? NO_POLICY
  const answer = findCounterexample(examined, requests, look)
  return explainAnswer(examined, answer, { kind, about: requests.about })
}

interface Question {
  readonly kind: string
  readonly about: RequestClass['about']
}

function explainAnswer(policy: Policy, answer: Answer, { kind, about }: Question): Examination {
  switch (answer.type) {
    case 'denied': {
      const by = policy.statements.filter((statement) => answer.by.includes(statement))
      return {
        evidence: {
          enforced: true,
          statements: by.map((statement) => policy.statements.indexOf(statement) + 1),
        },
        sentence: `Every ${kind} is denied, by ${namesOfStatements(policy, by)}`,
      }
    }
    case 'undenied': {
      const { request } = answer
      const spell = spellingIn(policy)
      // Nobody can send an example with an action that S3 may add in the future.
      if (!isKnownAction(request.action)) return notProven(kind, ONLY_TODAYS_ACTIONS)
      return {
        evidence: { enforced: false, undenied: requestData(request, spell) },
        sentence: describeRequest(policy, request, about, spell),
      }
    }
    case 'not-proven':
      return notProven(kind, withSpelling(answer.reason, policy))
    default:
      return answer satisfies never
  }
}

/** A reason names keys in quotation marks and in lower case, as IAM compares them. */
function withSpelling(reason: string, policy: Policy): string {
  const spell = spellingIn(policy)
  return reason.replace(/"([^" ]+:[^"]+)"/g, (_, key: string) => `"${shown(spell(key))}"`)
}

const notProven = (kind: string, reason: string): Examination => ({
  evidence: { enforced: false, notProven: reason },
  sentence: `Cooper could not prove that every ${kind} is denied: ${reason}`,
})

const ONLY_TODAYS_ACTIONS =
  'The statements deny every action that S3 has today, but not one that S3 may add. Write "Action": "s3:*"'
