import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { accountOfIdentity, identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import type { FindingPlace } from './findings.ts'
import { getFindings } from './get-findings.ts'
import { importFindings } from './import-findings.ts'
import { updateFindings } from './update-findings.ts'

type Operation = (cloud: Cloud, place: FindingPlace, input: unknown) => object

/** The operations of Security Hub by method and path: it speaks JSON in the style of REST. */
const OPERATIONS: ReadonlyMap<string, readonly [string, Operation]> = new Map<
  string,
  readonly [string, Operation]
>([
  ['POST /findings/import', ['BatchImportFindings', importFindings]],
  ['PATCH /findings/batchupdate', ['BatchUpdateFindings', updateFindings]],
  ['POST /findings', ['GetFindings', getFindings]],
])

export function securityHubCall(
  cloud: Cloud,
  { method, path, body }: Exchange,
  credential: Credential,
): ServiceCall {
  const found = OPERATIONS.get(`${method} ${path}`)
  if (found === undefined) throw notImplemented(`Security Hub ${method} ${path}`)
  const [operation, answer] = found
  const action = `securityhub:${operation}`
  const { region } = credential
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const account = accountOfIdentity(identity) ?? ''
  const own = `arn:${cloud.partition}:securityhub:${region}:${account}`
  const isImport = operation === 'BatchImportFindings'
  const resource = isImport ? `${own}:product/${account}/default` : `${own}:hub/default`
  const run = (): Reply => {
    if (!mayByIdentity(identity, { action, resource })) {
      const who = identityName(identity.caller)
      const message = `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`
      throw awsError('AccessDeniedException', 403, message)
    }
    if (cloud.securityHub.offIn.includes(region)) {
      const message = `Account ${account} is not subscribed to AWS Security Hub`
      throw awsError('InvalidAccessException', 401, message)
    }
    return jsonReply(200, answer(cloud, { account, region }, JSON.parse(body.toString())))
  }
  const readOnly = operation === 'GetFindings'
  return { operation, action, resource, readOnly, run }
}
