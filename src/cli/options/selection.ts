import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { type RegionalS3, regionalS3 } from '../../aws/s3/regional-s3.ts'
import { isTooMuch } from '../../check/check-buckets.ts'
import type { CommandSettings } from '../../config/command-settings.ts'
import { createPace, type Pace } from '../../core/check/pace.ts'
import { useProfile } from './account-options.ts'
import {
  type BucketSource,
  listedBuckets,
  namedBuckets,
  refuseForeignKey,
} from './bucket-source.ts'
import type { SelectionOptions } from './selection-options.ts'
import { openSettings } from './settings-options.ts'

/** The buckets that a command works on, and how to reach them. */
export interface Selection {
  readonly caller: CallerIdentity
  readonly asked: CommandSettings
  readonly source: BucketSource
  readonly s3: (region: string) => RegionalS3
  readonly pace: Pace
}

export async function openSelection(
  names: readonly string[],
  options: SelectionOptions,
): Promise<Selection> {
  useProfile(options)
  const { control, region, concurrency } = options
  const caller = await callerIdentity(region?.[0])
  const asked = await openSettings(options, caller, control && { CONTROLS: control.join(',') })
  const { account, region: home } = caller
  const pace = createPace(concurrency)
  const s3 = pacedS3(pace, concurrency)
  const place = { account, home, s3 }
  const regions = options.allRegions ? [] : (region ?? [home])
  const source = names.length > 0 ? await namedBuckets(names, place) : listedBuckets(regions, place)
  refuseForeignKey(asked.settings, source)
  return { caller, asked, source, s3, pace }
}

/** Two connections for each bucket that is checked. The pace follows whether S3 answers or throttles. */
function pacedS3(pace: Pace, concurrency: number): (region: string) => RegionalS3 {
  const now = () => performance.now()
  return regionalS3(process.env, {
    connections: concurrency * 2,
    turn: () => pace.turn(now()),
    answered: (error) => (isTooMuch(error) ? pace.refused(now()) : pace.answered(now())),
  })
}
