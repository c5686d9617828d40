import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { codeOf } from '../core/cooper-error.ts'
import { remedyForInvalidRequest } from '../core/failures/invalid-request.ts'
import { printable } from '../core/printable.ts'
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
  if (CERTIFICATE_ERRORS.includes(codeOf(error) ?? ''))
    return `The certificate of the endpoint is not trusted (${printableMessage(error)}): name the file with the certificate of its authority in NODE_EXTRA_CA_CERTS`
  switch (name) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return explainCredentials(printableMessage(error))
    default:
      return `Cannot get the identity of the credentials: ${printableMessage(error)}`
  }
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_ERRORS = [
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

/** The SDK says that a session has ended in its message only, and that there is no such profile nowhere. */
function explainCredentials(message: string): string {
  const profile = process.env.AWS_PROFILE
  if (/\baws sso login\b/.test(message))
    return `The session of single sign-on has ended: run "aws sso login"${profile ? ` with --profile ${profile}` : ''} (${message})`
  return profile
    ? `There are no credentials for the profile "${printable(profile, 100)}": "aws configure list-profiles" shows those there are (${message})`
    : `No credentials: set AWS_PROFILE or give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${message})`
}
