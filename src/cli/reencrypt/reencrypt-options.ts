import type { Updatable } from '../../core/reencryption/decide-update.ts'
import type { JournalOptions } from '../options/journal-options.ts'

export interface ReencryptOptions extends JournalOptions {
  /** The ARN of the key. Default: that of the bucket's default encryption. */
  readonly key?: string
  readonly from: readonly Updatable[]
  readonly prefix: string
  /** The most objects that are updated one by one. */
  readonly direct: number
  readonly concurrency: number
  /** The role of a job. */
  readonly roleArn?: string
  /** The bucket for the report of a job. Default: the journal. */
  readonly reportBucket?: string
  /** Whether to wait for the end of a job. */
  readonly wait?: true
  /** The id of a change. */
  readonly undo?: string
  readonly evenIfShutOut?: true
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}
