import type { Cloud } from '../cloud.ts'
import type { Credential } from '../identity/credential.ts'
import { type AwsError, notImplemented } from './aws-error.ts'
import { type Exchange, header, type Reply } from './exchange.ts'
import { queryErrorReply } from './query-reply.ts'
import type { ServiceCall } from './service-call.ts'

/** Refuses the call of a service that is not embedded, which the signature names. */
export function unknownCall(_: Cloud, exchange: Exchange, { service }: Credential): ServiceCall {
  const form = new URLSearchParams(exchange.body.toString('latin1', 0, 2000))
  const target = header(exchange, 'x-amz-target')?.split('.').at(-1)
  const operation = target ?? form.get('Action') ?? `${exchange.method} ${exchange.path}`
  throw notImplemented(`the service ${service} (${operation})`)
}

export const unknownErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply('https://aws.amazon.com/', error, exchange)
