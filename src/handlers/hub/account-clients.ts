import { memberCredentials } from '../../aws/organization/assume-role.ts'
import { DIRECTORY_REGION } from '../../aws/s3/creation-date.ts'
import {
  clientsByRegion,
  createS3Client,
  createS3Clients,
  type S3Clients,
} from '../../aws/s3/s3-client.ts'
import { errorText, hasCode } from '../../core/cooper-error.ts'
import { lazy } from '../../core/lazy.ts'
import { mostRecent } from '../../core/organization/most-recent.ts'

/** The clients for the buckets of one account. */
export interface AccountClients {
  readonly clientsIn: (region: string) => S3Clients
  readonly directory: () => S3Clients['reader']
}

/** Accounts whose clients are kept, so that memory stays bounded. */
const MOST_ACCOUNTS = 50

/** Milliseconds for which a refusal counts, so that a member without the role costs few calls. */
const REFUSED_FOR = 5 * 60 * 1000

interface Hub {
  /** The account of the hub, which needs no role. */
  readonly home: string
  readonly clients: S3Clients
  readonly memberRole: string
}

/**
 * The clients for the buckets of an account, with credentials of its role. A text where it does not let Cooper in: the reason.
 * Throws where STS cannot be asked now.
 */
export function accountClients(
  { home, clients, memberRole: role }: Hub,
  environment: Readonly<Record<string, string | undefined>>,
): (account: string) => Promise<AccountClients | string> {
  const region = environment.AWS_REGION ?? ''
  const credentialsOf = memberCredentials({ role, region, now: () => new Date() })
  const own: AccountClients = {
    clientsIn: clientsByRegion(environment, clients, region),
    directory: lazy(() => createS3Client(environment, 2, { region: DIRECTORY_REGION })),
  }
  const refusals = new Map<string, { readonly reason: string; readonly until: number }>()
  const clientsOf = mostRecent(MOST_ACCOUNTS, (account) => {
    // All accounts share the connections, or memory would grow with their number.
    const { requestHandler } = clients.reader.config
    const access = { credentials: () => credentialsOf(account), requestHandler }
    const here = createS3Clients(environment, region, access)
    return {
      clientsIn: clientsByRegion(environment, here, region, access),
      directory: lazy(() =>
        createS3Client(environment, 2, { region: DIRECTORY_REGION, ...access }),
      ),
    }
  })
  return async (account) => {
    if (account === home) return own
    const refusal = refusals.get(account)
    if (refusal && Date.now() < refusal.until) return refusal.reason
    try {
      await credentialsOf(account)
      return clientsOf(account)
    } catch (error) {
      if (!hasCode(error, 'NoMemberRole')) throw error
      const reason = errorText(error)
      refusals.set(account, { reason, until: Date.now() + REFUSED_FOR })
      return reason
    }
  }
}
