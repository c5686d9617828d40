import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse'
import * as v from 'valibot'
import {
  createObstacleTally,
  type ObstacleCount,
  obstacleOf,
} from '../../core/reencryption/obstacles.ts'
import { failedTaskOf, type UpdateJob } from '../../core/reencryption/update-job.ts'

const ReportManifest = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Results: v.array(v.object({ TaskExecutionStatus: v.string(), Key: v.string() })),
  }),
)

/**
 * Why objects were not updated, by the completion report of a job. A text says why it could not be read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
 */
export async function readReport(
  { id, report }: Pick<UpdateJob, 'id' | 'report'>,
  open: (bucket: string, key: string) => Promise<AsyncIterable<Uint8Array>>,
): Promise<readonly ObstacleCount[] | string> {
  if (report === undefined) return 'The job has no report'
  const { bucket, prefix } = report
  const folder = `${prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`}job-${id}`
  const tally = createObstacleTally()
  try {
    const manifest = await text(Readable.from(await open(bucket, `${folder}/manifest.json`)))
    for (const { TaskExecutionStatus, Key } of v.parse(ReportManifest, manifest).Results) {
      if (TaskExecutionStatus !== 'failed') continue
      const rows = Readable.from(await open(bucket, Key)).pipe(parse({ relax_column_count: true }))
      for await (const row of rows as AsyncIterable<readonly string[]>) {
        const task = failedTaskOf(row)
        if (task) tally.add(obstacleOf(task), task.key, task.message)
      }
    }
    return tally.counts()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `The report of the job could not be read: ${reason}`
  }
}
