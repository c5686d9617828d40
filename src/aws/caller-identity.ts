import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { remedyForInvalidRequest } from '../core/failures/invalid-request.ts'
import { printableMessage } from './answer.ts'
import { TIMEOUTS } from './timeouts.ts'

export interface CallerIdentity {
  readonly account: string
  readonly arn: string
  /** The given region, or the SDK's default region. */
  readonly region: string
}

/** The identity of the credentials. Throws an error that says what to do. */
export async function callerIdentity(region: string | undefined): Promise<CallerIdentity> {
  const client = new STSClient({
    maxAttempts: 5,
    requestHandler: TIMEOUTS,
    ...(region && { region }),
  })
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
    return { account: Account, arn: Arn, region: await client.config.region() }
  } catch (cause) {
    throw new Error(explainError(cause), { cause })
  }
}

function explainError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const remedy = remedyForInvalidRequest(name)
  if (remedy) return remedy
  if (/^Region is missing|region=""/.test(message))
    return 'No region: set AWS_REGION, or give --region'
  switch (name) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return `No credentials: set AWS_PROFILE or give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${printableMessage(error)})`
    default:
      return `Cannot get the identity of the credentials: ${printableMessage(error)}`
  }
}
