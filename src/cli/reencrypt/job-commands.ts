import { batchJobs } from '../../aws/batch-jobs.ts'
import { callerIdentity } from '../../aws/caller-identity.ts'
import { hasJobEnded } from '../../core/reencryption/update-job.ts'
import { useProfile } from '../options/account-options.ts'
import type { JournalOptions } from '../options/journal-options.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { concludeJob } from './conclude-job.ts'
import { followJob } from './follow-job.ts'
import { accessOf, openPlace } from './open-place.ts'
import { createTeller } from './teller.ts'

export interface JobOptions extends JournalOptions {
  readonly wait?: true
  readonly json?: true
}

/** Tells how far a job is. */
export const jobStatus = (id: string, options: JobOptions): Promise<ExitCode> =>
  onJob(id, options, async () => undefined)

/** Ends a job. What it has updated stays updated. */
export const cancelJob = (id: string, options: JobOptions): Promise<ExitCode> =>
  onJob(id, options, async (cancel) => cancel())

async function onJob(
  id: string,
  options: JobOptions,
  act: (cancel: () => Promise<void>) => Promise<void>,
): Promise<ExitCode> {
  const interruption = interruptible()
  const { profile } = options
  useProfile(profile === undefined ? {} : { profile })
  const caller = await callerIdentity(options.region)
  const { account = caller.account } = options
  const access = accessOf(account, caller, options)
  const jobs = batchJobs(process.env, { account, region: caller.region, ...access })
  const { bucket, status } = await jobs.describe(id)
  if (!hasJobEnded({ status })) await act(() => jobs.update(id, 'Cancelled'))
  const job = options.wait
    ? await followJob(id, jobs, interruption, hasJobEnded)
    : await jobs.describe(id)
  const place = await openPlace(bucket, { ...options, concurrency: 16 })
  try {
    const code = await concludeJob(job, place, createTeller(options, { bucket }))
    return interruption.aborted ? EXIT.interrupted : code
  } finally {
    place.close()
  }
}
