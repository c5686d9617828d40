import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { memberCredentials } from '../../aws/organization/assume-role.ts'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import type { RegionalS3 } from '../../aws/s3/regional-s3.ts'
import { type Bucket, partitionOf } from '../../core/bucket.ts'
import { createPace, type Pace } from '../../core/check/pace.ts'
import { useProfile } from '../options/account-options.ts'
import type { JournalOptions } from '../options/journal-options.ts'
import { DEFAULT_ROLE } from '../options/organization-options.ts'
import { openRecords, type RecordsInJournal } from '../options/reencryption-records.ts'
import { pacedS3 } from '../options/selection.ts'

/** A bucket whose objects are re-encrypted, and how to reach it and the journal. */
export interface ReencryptPlace extends RegionalS3 {
  readonly caller: CallerIdentity
  readonly bucket: Bucket
  readonly pace: Pace
  /** The credentials for the account of the bucket. Empty: those of the caller. */
  readonly access: ReturnType<typeof accessOf>
  /** Absent: no journal was named. */
  readonly journal?: RecordsInJournal
  readonly close: () => void
}

export async function openPlace(
  name: string,
  options: JournalOptions & { readonly concurrency: number },
): Promise<ReencryptPlace> {
  const { profile, concurrency } = options
  useProfile(profile === undefined ? {} : { profile })
  const caller = await callerIdentity(options.region)
  const { account = caller.account } = options
  const pace = createPace(concurrency)
  const access = accessOf(account, caller, options)
  const { s3, close } = pacedS3(pace, concurrency, access)
  const region = (await locateBucket(s3(caller.region).client, name)) ?? caller.region
  const bucket = { name, account, region, partition: partitionOf(region) }
  const journal = await openRecords(options, caller)
  return { ...s3(region), caller, bucket, pace, access, ...(journal && { journal }), close }
}

/** Another account than that of the caller is reached by a role. */
export function accessOf(
  account: string,
  caller: CallerIdentity,
  { role = DEFAULT_ROLE }: Pick<JournalOptions, 'role'>,
) {
  if (account === caller.account) return {}
  const credentialsOf = memberCredentials({ role, region: caller.region, now: () => new Date() })
  return { credentials: () => credentialsOf(account) }
}
