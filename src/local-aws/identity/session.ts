import { randomBytes, randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { awsError } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'
import type { Credential } from './credential.ts'
import { roleIdentity, uniqueId } from './identity.ts'
import type { LocalSession } from './local-session.ts'
import type { LocalRole } from './role.ts'

/** Makes a session of the role, whose credentials are known from now on. */
export function startSession(
  cloud: Pick<Cloud, 'identities' | 'clock'>,
  { account, name, arn, policy }: LocalRole,
  sessionName: string,
  seconds: number,
): LocalSession {
  const session: LocalSession = {
    accessKeyId: uniqueId('ASIA', randomUUID()).slice(0, 20),
    secretAccessKey: randomBytes(30).toString('base64'),
    token: randomBytes(60).toString('base64'),
    expiresAt: new Date(Math.floor(cloud.clock().getTime() / 1000 + seconds) * 1000),
  }
  const identity = roleIdentity(account, name, sessionName, arn.split(':')[1])
  const caller = { ...identity.caller, principalArn: arn }
  cloud.identities.set(session.accessKeyId, { ...identity, caller, policy, session })
  return session
}

/** Throws if the credentials are temporary, and have expired or lack their token. */
export function checkSession(cloud: Cloud, exchange: Exchange, credential: Credential): void {
  const session = cloud.identities.get(credential.accessKeyId)?.session
  if (session === undefined) return
  const isS3 = credential.service === 's3'
  const sent =
    header(exchange, 'x-amz-security-token') ?? exchange.query.get('X-Amz-Security-Token')
  if (sent !== session.token) {
    const message = 'The security token included in the request is invalid.'
    throw isS3
      ? awsError('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.')
      : awsError('InvalidClientTokenId', 403, message)
  }
  if (cloud.clock() < session.expiresAt) return
  if (isS3) throw awsError('ExpiredToken', 400, 'The provided token has expired.')
  const code = credential.service === 'sts' ? 'ExpiredToken' : 'ExpiredTokenException'
  throw awsError(code, 403, 'The security token included in the request is expired')
}
