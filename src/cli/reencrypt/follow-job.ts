import { setTimeout as wait } from 'node:timers/promises'
import type { BatchJobs } from '../../aws/batch-jobs.ts'
import { describeJobProgress, type UpdateJob } from '../../core/reencryption/update-job.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000

/** Reads a job again and again, ever less often, until it is so far or the signal aborts. Standard error has its progress. */
export async function followJob(
  id: string,
  jobs: BatchJobs,
  signal: AbortSignal,
  isSoFar: (job: UpdateJob) => boolean,
): Promise<UpdateJob> {
  let told = ''
  for (let waiting = FIRST_WAIT_MS; ; waiting = Math.min(waiting * 1.5, LONGEST_WAIT_MS)) {
    const job = await jobs.describe(id)
    const line = describeJobProgress(job)
    if (line !== told) process.stderr.write(`${line}\n`)
    told = line
    if (isSoFar(job) || signal.aborted) return job
    await wait(waiting, undefined, { signal }).catch(() => undefined)
  }
}
