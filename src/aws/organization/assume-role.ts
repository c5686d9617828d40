import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { partitionOf } from '../../core/bucket.ts'
import { answerCode, cooperError } from '../../core/cooper-error.ts'
import { lazy } from '../../core/lazy.ts'
import { printableMessage } from '../answer.ts'
import { TIMEOUTS } from '../timeouts.ts'

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

interface MemberRole {
  /** The name of the role in each account, with its path if it has one. */
  readonly role: string
  /** The region whose STS is asked: a token of the global endpoint fails in regions that are off by default. */
  readonly region: string
  readonly now: () => Date
}

const RENEWED_EARLY_MS = 5 * 60 * 1000

/**
 * The credentials of the role in an account. They are kept until five minutes before their end, and an account is asked for
 * once at a time. Throws an error with the code `NoMemberRole` if the role is missing or denies the caller.
 */
export function memberCredentials({ role, region, now }: MemberRole) {
  const client = lazy(() => new STSClient({ region, maxAttempts: 5, requestHandler: TIMEOUTS }))
  const kept = new Map<string, Promise<TemporaryCredentials>>()
  const fresh = (account: string) => {
    const arn = `arn:${partitionOf(region)}:iam::${account}:role/${role}`
    const call = assumeRole(client(), arn)
    kept.set(account, call)
    // A refusal is not kept: the role may exist a moment later.
    call.catch(() => kept.delete(account))
    return call
  }
  return async (account: string): Promise<TemporaryCredentials> => {
    const known = kept.get(account)
    if (known === undefined) return fresh(account)
    const credentials = await known
    if (credentials.expiration.getTime() - now().getTime() > RENEWED_EARLY_MS) return credentials
    // Another caller may have renewed them in the meantime.
    const latest = kept.get(account)
    return latest === undefined || latest === known ? fresh(account) : latest
  }
}

async function assumeRole(client: STSClient, RoleArn: string): Promise<TemporaryCredentials> {
  try {
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'cooper' })
    const { Credentials } = await client.send(command)
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error('STS answered without credentials')
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    }
  } catch (cause) {
    const code = answerCode(cause)
    const message = `Cannot assume role "${RoleArn}": ${printableMessage(cause)}`
    throw cooperError(code === 'AccessDenied' ? 'NoMemberRole' : code, message, { cause })
  }
}
