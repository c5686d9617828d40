import { assess } from '../../src/core/assessment/assess.ts'
import type { Circumstances } from '../../src/core/assessment/circumstances.ts'
import { type Bucket, partitionOf } from '../../src/core/bucket.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Settings } from '../../src/core/settings.ts'
import { circumstances } from '../support/builders.ts'
import { type Pick, samplePosture } from './sample-postures.ts'

export interface SampleSize {
  readonly seed?: number
  readonly regions?: number
  readonly accounts?: number
  readonly settings?: Partial<Settings>
}

/** The requested number of reports, the same for the same seed. The core evaluates invented postures. */
export function* sampleReports(count: number, size: SampleSize = {}): Generator<BucketReport> {
  const { seed = 1, regions = REGIONS.length, accounts = 12, settings = SETTINGS } = size
  const pick = picker(seed)
  for (let place = 0; place < count; place += 1) {
    const bucket = bucketAt(place, regions, accounts, pick)
    yield pick([false, true], 120)
      ? { bucket, findings: [], steps: [], error: ERROR }
      : reportOn(bucket, pick, settings)
  }
}

const SETTINGS: Partial<Settings> = { sseC: 'block', minimumTls: '1.2' }

const ERROR =
  'Cannot read the location of the bucket: "403 Access Denied". Let the role that checks call s3:GetBucketLocation'

function reportOn(bucket: Bucket, pick: Pick, settings: Partial<Settings>): BucketReport {
  const [posture, context] = samplePosture(bucket, pick)
  const here: Circumstances = circumstances(settings, context)
  const findings = assess(posture, here)
  const steps = (['encryption', 'policy'] as const)
    .flatMap((kind) => plan(kind, findings, posture, here))
    .map(({ step }) => step)
  return { bucket, findings, steps }
}

const REGIONS = [
  ...['eu-central-1', 'us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-2', 'eu-north-1'],
  ...['ap-northeast-1', 'us-east-2', 'ca-central-1', 'sa-east-1', 'eu-west-3', 'eu-south-2'],
  ...['me-central-1', 'af-south-1', 'ap-south-1', 'il-central-1', 'us-gov-west-1', 'cn-north-1'],
]
const TEAMS = ['billing', 'data-lake', 'media', 'orders', 'platform', 'search', 'web'] as const
const USES = ['logs', 'uploads', 'backup', 'exports', 'assets', 'terraform-state'] as const
const STAGES = ['prod', 'test', 'dev'] as const

function bucketAt(place: number, regions: number, accounts: number, pick: Pick): Bucket {
  const region = pick([REGIONS[0] ?? '', ...REGIONS.slice(1, regions)], 3)
  const number = pick([0, ...Array.from({ length: accounts - 1 }, (_, index) => index + 1)], 2)
  const long = place % 97 === 0 ? '-a-name-as-long-as-it-may-be' : ''
  const name = `${pick(TEAMS)}-${pick(USES)}-${pick(STAGES)}-${place}${long}`
  const account = String(100_000_000_000 + number * 7_919_191)
  return { name: name.slice(0, 63), account, region, partition: partitionOf(region) }
}

/** Pseudo-random numbers, the same for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function picker(seed: number): Pick {
  const state = { value: seed }
  const chance = () => {
    state.value = (Math.imul(state.value, 1_664_525) + 1_013_904_223) >>> 0
    return state.value / 2 ** 32
  }
  return (choices, lean = 1) => {
    const index = Math.floor(chance() ** lean * choices.length)
    return choices[index] ?? choices[0]
  }
}

const JUDGED: BucketReport[] = []

/** Very many reports: the findings of the first ones are repeated with other names, which saves time. */
export function* manyReports(count: number): Generator<BucketReport> {
  if (JUDGED.length === 0) JUDGED.push(...sampleReports(200))
  for (let place = 0; place < count; place += 1) {
    const report = JUDGED[place % JUDGED.length]
    if (!report) return
    const name = `${report.bucket.name}-${place}`
    yield { ...report, bucket: { ...report.bucket, name } }
  }
}
