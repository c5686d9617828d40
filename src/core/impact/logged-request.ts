import { type LoggedOperation, loggedOperation } from '../access-log/operation.ts'
import type { AccessLogRecord } from '../access-log/record.ts'
import { bucketArn } from '../policy/evaluation/resources.ts'
import type { Caller } from '../policy/request.ts'
import { type LoggedBucket, type LoggedFacts, loggedFacts } from './logged-facts.ts'

/** A request as far as an access log tells it. */
export interface LoggedRequest {
  /** `undefined`: an identity of another account, of which the log has only the canonical user id. */
  readonly caller: Caller | undefined
  /** `undefined`: the action of the operation is not known. */
  readonly action: string | undefined
  readonly resource: string
  readonly facts: LoggedFacts
  readonly needsAcl: boolean
}

/** What is counted, and not judged. */
export type NotJudged = Exclude<LoggedOperation['type'], 'request'>

/** The request of a record. Where it is none that a policy decides, the kind of its operation. */
export function loggedRequest(
  record: AccessLogRecord,
  bucket: LoggedBucket,
): LoggedRequest | NotJudged {
  const query = queryOf(record)
  const operation = loggedOperation(
    record.operation,
    record.key !== undefined,
    query.has('versionId'),
  )
  if (operation.type !== 'request') return operation.type
  const caller = callerOf(record, bucket)
  const { action } = operation
  const path = record.key === undefined ? '' : `/${decoded(record.key)}`
  return {
    ...{ caller, action, needsAcl: record.needsAcl },
    resource: `${bucketArn(bucket)}${path}`,
    facts: loggedFacts({ record, caller, action, query, bucket }),
  }
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

const NO_QUERY = new URLSearchParams()

function queryOf({ requestUri }: AccessLogRecord): URLSearchParams {
  const found = requestUri === undefined ? null : /\?(\S*)/.exec(requestUri)
  return found ? new URLSearchParams(found[1]) : NO_QUERY
}

const ARN_OF_CALLER = /^arn:([^:]+):(iam|sts)::(\d{12}):(user|assumed-role|federated-user)\/(.+)$/
const ROOT_USER = /^arn:[^:]+:iam::(\d{12}):root$/

function callerOf(
  { requester, owner }: AccessLogRecord,
  { account, partition }: LoggedBucket,
): Caller | undefined {
  if (requester === undefined) return { type: 'anonymous' }
  if (requester.startsWith('svc:')) return { type: 'service', service: requester.slice(4) }
  const [, , , ofAccount, type, name = ''] = ARN_OF_CALLER.exec(requester) ?? []
  const arn = requester
  if (ofAccount && type === 'user')
    return { type: 'user', account: ofAccount, arn, principalArn: arn }
  if (ofAccount && type === 'federated-user') {
    return { type: 'federated-user', account: ofAccount, arn, principalArn: arn }
  }
  if (ofAccount && type === 'assumed-role') {
    const principalArn = `arn:${partition}:iam::${ofAccount}:role/${name.split('/')[0]}`
    return { type: 'role-session', account: ofAccount, arn, principalArn }
  }
  const rootOf = ROOT_USER.exec(requester)?.[1] ?? (requester === owner ? account : undefined)
  if (rootOf === undefined) return undefined
  const root = `arn:${partition}:iam::${rootOf}:root`
  return { type: 'root', account: rootOf, arn: root, principalArn: root }
}
