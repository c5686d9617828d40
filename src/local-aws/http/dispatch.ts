import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from '../cloud.ts'
import { type Credential, readCredential } from '../identity/credential.ts'
import { identityName, identityOf } from '../identity/identity.ts'
import { checkSession } from '../identity/session.ts'
import { readTarget } from '../s3/request/route.ts'
import { s3Call } from '../s3/serve.ts'
import { isS3Control } from '../s3control/s3control.ts'
import { confirmationCall, isConfirmation } from '../sns/sns.ts'
import { type AwsError, awsError, internalError, isAwsError } from './aws-error.ts'
import { type Exchange, header, type Reply } from './exchange.ts'
import type { Fault, Faults } from './faults.ts'
import type { ServiceCall } from './service-call.ts'
import { RENDER, SERVICE_CALLS } from './services.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
const SLOW_DOWN = {
  error: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
}
type ServiceName = keyof typeof RENDER

/** Kills the Lambda environment that holds these credentials. */
export type Crash = (accessKeyId: string) => Promise<void>

/** Answers one request. `undefined`: cut the connection. */
export async function dispatch(
  cloud: Cloud,
  faults: Faults,
  crash: Crash,
  exchange: Exchange,
): Promise<Reply | undefined> {
  const credential = tryDispatch(() => readCredential(exchange, cloud.clock()))
  const signed = isAwsError(credential) ? undefined : credential
  const service = serviceOf(exchange, signed)
  const call = understand(cloud, exchange, service, credential)
  const caller = callerOf(cloud, signed)
  const { operation, action, resource, bucket, key, readOnly } = call
  const taken = { operation, bucket, caller }
  const isBusy = service === 's3' && cloud.isBusy(taken)
  const due = faults.take(taken)
  const fault = isBusy ? { ...due, ...SLOW_DOWN } : due
  const { result, isCut } = await runOperation(call, fault, async () => {
    if (signed !== undefined) await crash(signed.accessKeyId)
  })
  const error = isAwsError(result) ? result : undefined
  const reply = isAwsError(result) ? RENDER[service](result, exchange) : result
  cloud.log({
    ...{ type: 'request', service, operation, action, resource, bucket, key, readOnly },
    ...{ caller, accessKeyId: signed?.accessKeyId, ...connectionOf(exchange) },
    status: isCut ? 0 : (reply?.status ?? 0),
    errorCode: isCut ? 'ConnectionReset' : error?.code,
  })
  if (result !== undefined) call.done?.({ reply, error })
  return isCut ? undefined : reply
}

function connectionOf(exchange: Exchange) {
  const protocol = exchange.tls === undefined ? 'http' : 'https'
  return { protocol, userAgent: header(exchange, 'user-agent') ?? '' } as const
}

// A request that cannot be parsed is a call too: it fails, and it is in the log.
function understand(
  cloud: Cloud,
  exchange: Exchange,
  service: ServiceName,
  credential: Credential | undefined | AwsError,
): ServiceCall {
  const call = tryDispatch(() => {
    if (isAwsError(credential)) throw credential
    if (credential !== undefined) checkSession(cloud, exchange, credential)
    if (isConfirmation(exchange)) return confirmationCall(cloud, exchange)
    if (service === 's3') return s3Call(cloud, exchange, credential)
    if (credential === undefined) {
      throw awsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
    }
    return SERVICE_CALLS[service](cloud, exchange, credential)
  })
  if (!isAwsError(call)) return call
  const refuse = () => {
    throw call
  }
  const target = service === 's3' ? readTarget(exchange) : undefined
  return { operation: 'Unknown', bucket: target?.bucket, readOnly: true, run: refuse }
}

function callerOf({ identities, account, partition }: Cloud, credential: Credential | undefined) {
  if (credential === undefined) return 'anonymous'
  const home = { account, partition }
  return identityName(identityOf(credential.accessKeyId, identities, home).caller)
}

function serviceOf(exchange: Exchange, credential: Credential | undefined): ServiceName {
  if (header(exchange, 'x-amz-target')?.startsWith('AWSEvents.')) return 'events'
  // S3 Control signs as S3 does.
  if (isS3Control(exchange)) return 's3control'
  if (isConfirmation(exchange)) return 'sns'
  const { service } = credential ?? {}
  if (service === undefined) return 's3'
  if (isServiceName(service)) return service
  return speaksXml(exchange, service) ? 'unknown' : 'unknown-json'
}

/** The older services speak the query protocol, with forms; of the others only a few speak XML. */
const speaksXml = (exchange: Exchange, service: string) =>
  header(exchange, 'content-type')?.includes('form-urlencoded') === true ||
  ['ec2', 'cloudfront', 'route53'].includes(service)

const isServiceName = (name: string | undefined): name is ServiceName =>
  name !== undefined && Object.hasOwn(RENDER, name)

interface DispatchResult {
  /** Absent where the call took no effect. */
  readonly result: Reply | AwsError | undefined
  readonly isCut: boolean
}

/** Runs the call, with the scripted fault if there is one. */
async function runOperation(
  call: ServiceCall,
  fault: Omit<Fault, 'operation'> | undefined,
  crash: () => Promise<unknown>,
): Promise<DispatchResult> {
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs)
  await fault?.meanwhile?.()
  if (fault?.crash === 'before') await crash()
  if (fault?.crash === 'before' || fault?.reset === 'before') {
    return { result: undefined, isCut: true }
  }
  const result = tryDispatch(() => {
    if (fault?.error !== undefined) throw scripted(fault.error)
    return call.run()
  })
  if (fault?.crash === 'after') await crash()
  return { result, isCut: fault?.crash === 'after' || fault?.reset === 'after' }
}

function scripted({ code, status, message }: NonNullable<Fault['error']>): AwsError {
  return awsError(code, status, message ?? `Scripted: ${code}`)
}

function tryDispatch<T>(act: () => T): T | AwsError {
  try {
    return act()
  } catch (error) {
    return isAwsError(error) ? error : internalError(error)
  }
}
