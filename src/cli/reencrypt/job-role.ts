import { journalObjectsIn } from '../../aws/journal/journal-objects.ts'
import { settingsStoreIn } from '../../aws/journal/settings-store.ts'
import { clientsOfJournal } from '../options/ports.ts'
import type { ReencryptPlace } from './open-place.ts'
import type { ReencryptOptions } from './reencrypt-options.ts'

/** The role of jobs: the one that is named, or that of the stack whose bot has this journal. */
export async function jobRoleOf(
  { bucket, caller, journal }: ReencryptPlace,
  { roleArn }: ReencryptOptions,
): Promise<string> {
  if (roleArn !== undefined) return roleArn
  if (journal === undefined) throw new Error(NO_ROLE)
  const clients = await clientsOfJournal(journal.name, caller.region)
  const objects = journalObjectsIn(journal.name, caller.account, clients)
  const settings = await settingsStoreIn(objects).read()
  if (typeof settings === 'string') throw new Error(NO_ROLE)
  return `arn:${bucket.partition}:iam::${bucket.account}:role/${settings.cooper}-reencrypt`
}

const NO_ROLE =
  'Cannot create a job: name its role with --role-arn. It is the output ReencryptRoleArn of a stack with the param reencrypt=true'
