import { isCanonicalTls } from '../policy/canonical-tls.ts'
import type { Answer } from '../policy/decision/answer.ts'
import type { Policy } from '../policy/document.ts'
import { plainHttp } from '../policy/plain-http.ts'
import type { BucketId } from '../policy/resources.ts'
import { findUndenied } from '../policy/undenied.ts'
import { describeRequest } from './describe-request.ts'
import { type RequestData, requestData } from './request-data.ts'

/** Whether a policy denies every plain-HTTP request, and what proves it. */
export interface TlsEvidence {
  readonly enforced: boolean
  /** AWS's recommended statement stands there literally, where AWS Config and Security Hub see it. */
  readonly canonical: boolean
  /** The statements that enforce, counted from 1. */
  readonly statements?: readonly number[]
  /** A request that gets through. */
  readonly undenied?: RequestData
  /** Why neither could be proven. It counts as not enforced. */
  readonly notProven?: string
}

export interface TlsExamination {
  readonly evidence: TlsEvidence
  /** The same in one plain sentence, without its full stop. */
  readonly sentence: string
}

const NO_POLICY: Policy = { version: '2012-10-17', id: undefined, statements: [], document: {} }

export function examineTls(
  policy: Policy | undefined,
  bucket: BucketId & { readonly account?: string },
): TlsExamination {
  const examined = policy ?? NO_POLICY
  const answer = findUndenied(examined, plainHttp(bucket))
  return explain(examined, answer, isCanonicalTls(examined, bucket))
}

function explain(policy: Policy, answer: Answer, canonical: boolean): TlsExamination {
  switch (answer.type) {
    case 'denied': {
      const statements = numbersOf(policy, answer)
      const which = `statement${statements.length > 1 ? 's' : ''} ${statements.join(', ')}`
      return {
        evidence: { enforced: true, canonical, statements },
        sentence: `Every plain-HTTP request is denied, by ${which}`,
      }
    }
    case 'undenied':
      return {
        evidence: { enforced: false, canonical, undenied: requestData(answer.request) },
        sentence: describeRequest(policy, answer.request),
      }
    case 'not-proven':
      return {
        evidence: { enforced: false, canonical, notProven: answer.reason },
        sentence: `It could not be proven that plain HTTP is denied: ${answer.reason}`,
      }
    default:
      return answer satisfies never
  }
}

const numbersOf = ({ statements }: Policy, { by }: Extract<Answer, { type: 'denied' }>) =>
  by.map((statement) => statements.indexOf(statement) + 1).toSorted((a, b) => a - b)
