import { setTimeout as wait } from 'node:timers/promises'
import { callerIdentity } from '../aws/caller-identity.ts'
import { regionalS3 } from '../aws/regional-s3.ts'
import { checkBucket } from '../check-bucket.ts'
import { checkBuckets, isTooMuch } from '../check-buckets.ts'
import { keyOfElsewhere } from '../config.ts'
import { type CheckSummary, counted, EMPTY, hasFindings } from '../core/check-summary.ts'
import { createPace } from '../core/pace.ts'
import type { Settings } from '../core/settings.ts'
import type { Output } from '../report/output.ts'
import { type AccountOptions, settingsFrom, useProfile } from './account-options.ts'
import { type BucketSource, listedBuckets, namedBuckets } from './bucket-source.ts'
import { type OutputOptions, onStdout, openOutputs } from './check-outputs.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type Progress, startProgress } from './progress.ts'

export interface CheckOptions extends AccountOptions, OutputOptions {
  readonly allRegions?: true
  readonly control?: readonly string[]
  readonly concurrency: number
}

/** Looks at all buckets that are asked for, and tells what it found. */
export async function checkAccount(
  names: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> {
  useProfile(options)
  const { control, concurrency } = options
  const settings = settingsFrom(options, control && { CONTROLS: control.join(',') })
  const { account, region: home } = await callerIdentity(options.region?.[0])
  const pace = createPace(concurrency)
  const heard = (error: unknown) => (isTooMuch(error) ? pace.refused() : pace.answered())
  const s3 = regionalS3(process.env, { connections: concurrency * 2, heard })
  const place = { account, home, s3 }
  const regions = options.allRegions ? [] : (options.region ?? [home])
  const source = names.length > 0 ? await namedBuckets(names, place) : listedBuckets(regions, place)
  refuseForeignKey(settings, source)

  const started = new Date()
  const time = started.toISOString()
  const { controls } = settings
  const output = await openOutputs(options, { controls, time })
  const progress = showProgress(options)
  let tally = EMPTY
  const summary = (isComplete: boolean): CheckSummary => ({
    ...{ account, controls, isComplete, regions: source.regions, started: time, ...tally },
    seconds: (Date.now() - started.getTime()) / 1000,
  })
  const interruption = new AbortController()
  const work = checkBuckets(
    source.buckets((total) => progress?.total(total)),
    {
      look: (bucket) => checkBucket(bucket, settings, time.slice(0, 10), s3(bucket.region).calls),
      async report(report) {
        tally = counted(tally, report)
        progress?.tick()
        await output.add(report)
      },
      // Somewhat more or less, so that all who wait do not come back at once.
      wait: (milliseconds) => wait(milliseconds * (0.5 + Math.random())),
      pace,
    },
    interruption,
  )
  return conclude(work, interruption, summary, output, progress)
}

async function conclude(
  work: Promise<void>,
  interruption: AbortController,
  summary: (isComplete: boolean) => CheckSummary,
  output: Output,
  progress: Progress | undefined,
): Promise<ExitCode> {
  const interrupted = interruptedBy(interruption)
  try {
    const isComplete = await Promise.race([work.then(() => true), interrupted])
    progress?.stop()
    const told = summary(isComplete)
    await output.end(told)
    // What is still under way would hold the process up.
    if (!isComplete) process.exit(EXIT.interrupted)
    return hasFindings(told) ? EXIT.findings : EXIT.well
  } catch (error) {
    progress?.stop()
    if (summary(false).buckets > 0) await output.end(summary(false))
    throw error
  }
}

/** Resolves at Ctrl-C. A second one ends the process at once. */
const interruptedBy = (interruption: AbortController) =>
  new Promise<false>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        interruption.abort()
        resolve(false)
      })
    }
  })

// Data and progress on the same terminal would be mixed up.
const showProgress = (options: CheckOptions): Progress | undefined =>
  process.stdout.isTTY && onStdout(options) > 0 ? undefined : startProgress(process.stderr)

/** A key serves the buckets of its own region: elsewhere the check would ask for what the bot could never do. */
function refuseForeignKey(settings: Settings, { regions }: BucketSource) {
  if (settings.kmsKeyArn !== undefined && regions.length === 0) {
    throw new Error('KMS_KEY_ARN is a key of one region: check that region with --region, not all')
  }
  const [problem] = regions.flatMap((region) => keyOfElsewhere(settings, region) ?? [])
  if (problem) throw new Error(problem)
}
