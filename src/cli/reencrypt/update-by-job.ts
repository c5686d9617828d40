import { randomUUID } from 'node:crypto'
import { type BatchJobs, batchJobs } from '../../aws/batch-jobs.ts'
import { s3HostOf } from '../../core/bucket.ts'
import { printableJson } from '../../core/printable.ts'
import { costOfJob } from '../../core/reencryption/cost.ts'
import {
  isSameScope,
  type ReencryptionRecord,
  reencryptionId,
} from '../../core/reencryption/record.ts'
import {
  hasJobEnded,
  isBeingPrepared,
  keyStatementFor,
  type UpdateJob,
} from '../../core/reencryption/update-job.ts'
import { costLines, countOf } from '../../core/reencryption/update-lines.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { concludeJob } from './conclude-job.ts'
import { followJob } from './follow-job.ts'
import { jobRoleOf } from './job-role.ts'
import type { ReencryptTask } from './reencrypt-task.ts'
import { SHUT_OUT } from './shut-out.ts'

/** Updates the objects by a job of S3 Batch Operations, which waits for its confirmation. */
export async function updateByJob(task: ReencryptTask): Promise<ExitCode> {
  const { place, scope, readers, options, teller, interruption } = task
  const { bucket, journal } = place
  const roleArn = await jobRoleOf(place, options)
  const million = costOfJob(1_000_000, 1_000_000)
  await teller.say([
    `There are more than ${countOf(options.direct)} to update, so a job of S3 Batch Operations does it.`,
    'It updates all versions with the encryption of --from, also those that have the key already.',
    FROM_S3_STAYS,
    `The role of the job is ${roleArn}. If no IAM policy is enough, the policies of the new key and of former ones need:`,
    `  ${printableJson(keyStatementFor(roleArn, s3HostOf(bucket)))}`,
  ])
  if (options.dryRun) {
    await teller.say(['For each million objects:', ...costLines(million, scope.target.bucketKey)])
    return teller.end({ job: null, roleArn }, EXIT.well)
  }
  if (readers.shutOut.length > 0 && !options.evenIfShutOut) {
    await teller.say([SHUT_OUT])
    return teller.end({ job: null, shutOut: readers.shutOut }, EXIT.findings)
  }
  if (journal === undefined) throw new Error('Cannot create a job without a journal')
  const { access } = place
  const jobs = batchJobs(process.env, { ...bucket, ...access })
  const reportBucket = options.reportBucket ?? journal.name
  const record = await openJobRecord(task)
  const id = await jobs.create({ token: record.id, bucket, roleArn, reportBucket, ...scope })
  await journal.records.put({ ...record, job: id })
  const job = await followJob(id, jobs, interruption, (one) => !isBeingPrepared(one))
  if (interruption.aborted) {
    await teller.say([`The job ${id} waits. ${commandsOf(id)}`])
    return teller.end({ job: id }, EXIT.interrupted)
  }
  if (job.status !== 'Suspended') {
    await teller.say([`The job ${id} is there already. ${commandsOf(id)}`])
    return concludeJob(job, place, teller)
  }
  return confirmJob(job, jobs, task)
}

const FROM_S3_STAYS =
  'Objects from SSE-S3 cannot go back. The journal does not have the former key of each object.'

const commandsOf = (id: string) =>
  `See it by: npx cooper reencrypt status ${id}. End it by: npx cooper reencrypt cancel ${id}`

/** The record of a run that was interrupted gives the token of its job, so that no second job is created. */
async function openJobRecord({ place, scope }: ReencryptTask): Promise<ReencryptionRecord> {
  const { bucket, caller, journal } = place
  const recent = (await journal?.records.recent(bucket, 100)) ?? []
  const open = recent.find(
    (one) => one.objects === undefined && one.result === undefined && isSameScope(one, scope),
  )
  if (open) return open
  const record: ReencryptionRecord = {
    ...{ version: 1, id: reencryptionId(randomUUID()), started: new Date().toISOString() },
    ...{ bucket, actor: { arn: caller.arn }, ...scope },
  }
  await journal?.records.put(record)
  return record
}

async function confirmJob(
  job: UpdateJob,
  jobs: BatchJobs,
  { place, scope, options, teller, interruption }: ReencryptTask,
): Promise<ExitCode> {
  const { id, total = 0 } = job
  const end = async (status: 'Ready' | 'Cancelled') => jobs.update(id, status)
  await teller.say([
    `The job ${id} is ready to update ${countOf(total)}.`,
    ...costLines(costOfJob(total, total), scope.target.bucketKey),
  ])
  const isWanted = total > 0 && (options.yes || (await isConfirmed('Start it?', interruption)))
  if (!isWanted || interruption.aborted) {
    await end('Cancelled')
    await teller.say(['The job was cancelled. Nothing was changed.'])
    const code = await concludeJob(await jobs.describe(id), place, teller)
    return interruption.aborted ? EXIT.interrupted : total === 0 ? EXIT.well : code
  }
  await end('Ready')
  if (!options.wait) {
    await teller.say([`The job has started. ${commandsOf(id)}`])
    return teller.end({ job: id, total, status: 'Ready' }, EXIT.well)
  }
  return concludeJob(await followJob(id, jobs, interruption, hasJobEnded), place, teller)
}
