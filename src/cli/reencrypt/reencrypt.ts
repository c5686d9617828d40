import { type Command, InvalidArgumentError } from 'commander'
import { UPDATABLE, type Updatable } from '../../core/reencryption/decide-update.ts'
import { addJournalOptions, bucketName } from '../options/journal-options.ts'
import { wholeNumber } from '../options/selection-options.ts'
import type { JobOptions } from './job-commands.ts'
import type { ReencryptOptions } from './reencrypt-options.ts'

const EXAMPLES = `
Examples:
  npx cooper reencrypt my-bucket --dry-run                    what would change, what it costs, who may be affected
  npx cooper reencrypt my-bucket --journal cooper-prod-journal-123456789012-eu-central-1-an
  npx cooper reencrypt my-bucket --key arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555
  npx cooper reencrypt my-bucket --from sse-s3 --prefix reports/ --yes
  npx cooper reencrypt status 00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c
  npx cooper reencrypt my-bucket --undo reencrypt-2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55

S3 updates objects in place: it copies nothing, and ETag, dates and storage class stay. Archived objects are updated too, and
stay archived. The target is the default encryption of the bucket, which must be SSE-KMS with a key of its account and region,
or the key of --key. All versions are updated. What S3 cannot update in place is listed and never copied: objects that are not
encrypted, DSSE-KMS, SSE-C, and objects under Object Lock.
Where there are more than --direct to update, a job of S3 Batch Operations does it. It is created suspended, so that you see how
many objects it updates and what that costs before it starts. With --direct 0 there is always a job.
Ctrl-C finishes the objects that are under way; run the same command again to go on.
You need s3:ListBucketVersions, s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:UpdateObjectEncryption, and on the keys
kms:Encrypt, kms:Decrypt, kms:GenerateDataKey and kms:ReEncrypt*; s3:GetObjectRetention and s3:GetObjectLegalHold to see locks.

Exit codes: 0 all objects have the target, or a dry run · 1 some have not · 2 wrong usage or input · 130 interrupted`

export const addReencrypt = (program: Command) => {
  const command = program
    .command('reencrypt')
    .description('Bring existing objects to the default encryption of their bucket, in place.')
    .argument('<bucket>', 'the name of a bucket', bucketName)
    .option('--key <arn>', 'the KMS key; default: that of the default encryption of the bucket')
    .option(
      '--from <types>',
      'only objects with this encryption: sse-s3, sse-kms, or both, separated by a comma',
      updatable,
      UPDATABLE,
    )
    .option('--prefix <text>', 'only keys that begin with it', '')
    .option(
      '--direct <number>',
      'update at most so many objects one by one',
      upTo(MOST_DIRECT),
      1000,
    )
    .option('--concurrency <number>', 'the number of objects at once', wholeNumber(1000), 64)
    .option('--role-arn <arn>', 'the role of a job; default: that of the stack with this journal')
    .option(
      '--report-bucket <bucket>',
      'the bucket for the report of a job; default: the journal',
      bucketName,
    )
    .option('--wait', 'wait for the end of a job')
    .option('--undo <id>', 'give the objects of a change their former KMS keys back')
    .option('--even-if-shut-out', 'also where somebody could surely not read the objects any more')
  addJobCommand(command, 'status', 'Show how far a job is, and at its end what it did not update.')
  addJobCommand(command, 'cancel', 'End a job. What it has updated stays updated.')
  return addJournalOptions(command)
    .option('--dry-run', 'show what would change, without changing it')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: ReencryptOptions) => {
      // The AWS SDK is loaded only where it is needed.
      if (options.undo !== undefined) {
        const { undoReencryption } = await import('./undo-reencryption.ts')
        process.exitCode = await undoReencryption(name, options.undo, options)
        return
      }
      const { reencryptBucket } = await import('./reencrypt-bucket.ts')
      process.exitCode = await reencryptBucket(name, options)
    })
}

function addJobCommand(parent: Command, verb: 'status' | 'cancel', description: string) {
  const command = parent
    .command(verb)
    .description(description)
    .argument('<job>', 'the id of a job', jobId)
  addJournalOptions(command)
    .option('--wait', 'wait for the end of the job')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, _: object, command: Command) => {
      const { cancelJob, jobStatus } = await import('./job-commands.ts')
      // Both commands know these options, and the outer one takes them.
      const options = command.optsWithGlobals<JobOptions>()
      process.exitCode = await (verb === 'cancel' ? cancelJob : jobStatus)(id, options)
    })
}

function jobId(text: string): string {
  if (/^[A-Za-z0-9-]{5,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the id of a job.')
}

/** The record of the journal has each object that is updated one by one. */
const MOST_DIRECT = 10_000

const upTo = (most: number) => (text: string) => (text === '0' ? 0 : wholeNumber(most)(text))

function updatable(text: string): readonly Updatable[] {
  const asked = text.split(',').map((one) => UPDATABLE.find((type) => type === one.trim()))
  const known = asked.filter((type) => type !== undefined)
  if (known.length > 0 && known.length === asked.length) return known
  throw new InvalidArgumentError(
    `It must be ${UPDATABLE.join(' or ')}, or both, separated by a comma: S3 updates no others.`,
  )
}
