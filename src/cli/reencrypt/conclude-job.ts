import { headObject, listObjects } from '../../aws/s3/object-calls.ts'
import { readObject } from '../../aws/s3/read-object.ts'
import type { ListedObject } from '../../core/objects/object-class.ts'
import { visible } from '../../core/printable.ts'
import type { ReencryptionRecord, UpdateResult } from '../../core/reencryption/record.ts'
import {
  describeJobProgress,
  hasJobEnded,
  type UpdateJob,
} from '../../core/reencryption/update-job.ts'
import { countOf, obstacleLines } from '../../core/reencryption/update-lines.ts'
import { readReport } from '../../objects/reencrypt/read-report.ts'
import { readSampleBack } from '../../objects/reencrypt/run-updates.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import type { ReencryptPlace } from './open-place.ts'
import type { Teller } from './teller.ts'

/** Tells how far a job is. Where it has ended: what it did not update and why, a sample, and the record in the journal. */
export async function concludeJob(
  job: UpdateJob,
  place: ReencryptPlace,
  teller: Teller,
): Promise<ExitCode> {
  await teller.say([describeJobProgress(job)])
  if (!hasJobEnded(job)) return teller.end({ job }, EXIT.well)
  const { client } = place
  const found =
    job.failed > 0 ? await readReport(job, (bucket, key) => readObject(client, bucket, key)) : []
  const obstacles = typeof found === 'string' ? [] : found
  const record = await recordOf(job, place)
  const sample = await sampleOf(job, record?.prefix ?? '', place)
  const result: UpdateResult = {
    ...{ outcome: outcomeOfJob(job), updated: job.succeeded, obstacles, sample },
    ...(job.reasons.length > 0 && { reason: job.reasons.join('; ') }),
  }
  await teller.say([
    `Updated: ${countOf(job.succeeded)}.`,
    ...job.reasons.map((reason) => `The job failed: ${visible(reason, 1000)}`),
    ...(job.failed > 0 ? [`Not updated: ${countOf(job.failed)}.`] : []),
    ...obstacleLines(obstacles),
    ...(typeof found === 'string' ? [visible(found, 1000)] : []),
    ...(sample.read > 0
      ? [`Read back a sample: ${sample.good} of ${countOf(sample.read)} with the new encryption.`]
      : []),
  ])
  await closeRecord(record, result, place)
  return teller.end({ job, result }, result.outcome === 'complete' ? EXIT.well : EXIT.findings)
}

function outcomeOfJob({ status, failed }: UpdateJob): UpdateResult['outcome'] {
  if (status === 'Cancelled') return 'interrupted'
  if (status === 'Failed') return 'failed'
  return failed > 0 ? 'partial' : 'complete'
}

/** Of the first objects that the job was about, whoever updated them: its report names failures only. */
async function sampleOf(
  { target, succeeded }: UpdateJob,
  prefix: string,
  { client, bucket }: ReencryptPlace,
) {
  if (succeeded === 0) return { read: 0, good: 0 }
  const pages = listObjects(client, bucket, { prefix, versions: true })
  const { value: first } = await pages.next()
  const objects = (first ?? []).map(({ key, versionId = 'null' }: ListedObject) => ({
    ...({ key, versionId, was: { encryption: 'sse-s3' }, outcome: 'updated' } as const),
  }))
  const head = (one: Parameters<typeof headObject>[2]) => headObject(client, bucket, one)
  return readSampleBack(objects, target, { head, random: Math.random })
}

/** What the journal has about a job. */
async function recordOf(
  { id }: UpdateJob,
  { bucket, journal }: ReencryptPlace,
): Promise<ReencryptionRecord | undefined> {
  const recent = (await journal?.records.recent(bucket, 1000)) ?? []
  return recent.find(({ job }) => job === id)
}

async function closeRecord(
  record: ReencryptionRecord | undefined,
  result: UpdateResult,
  { journal }: ReencryptPlace,
): Promise<void> {
  if (record === undefined || record.result) return
  await journal?.records.put({ ...record, ended: new Date().toISOString(), result })
}
