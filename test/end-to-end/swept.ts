import type { Digest } from '../../src/core/digest/digest.ts'
import { type BusEvent, isoSeconds } from '../../src/local-aws/events/bus-event.ts'
import type { LocalAwsOptions } from '../../src/local-aws/options.ts'
import { sample } from '../support/events.ts'
import { deploy, JOURNAL } from './deployed.ts'
import type { Setup } from './varied-buckets.ts'

interface Options extends LocalAwsOptions {
  readonly params?: Readonly<Record<string, string>>
}

/** An account in which events of changes wait until a test delivers them, and sweeps and digests run on demand. */
export async function sweepable({ params = {}, copies = () => 1, ...options }: Options = {}) {
  const isOfSweep = ({ source }: BusEvent) => source === 'cooper'
  const account = await deploy({
    params: { sweepRate: '300', digestAfter: '0', ...params },
    ...options,
    copies: (event) => (isOfSweep(event) ? copies(event) : 0),
  })
  const { aws, s3 } = account
  const run = async (schedule: string) => {
    aws.runSchedule(schedule)
    await aws.settled()
  }
  const texts = () => aws.messages().map(({ message }) => JSON.parse(message))
  return {
    ...account,
    sweep: () => run('cooper-dev-sweep'),
    /** The same for a sweep that started some time ago. */
    async sweepSince(time: Date) {
      const event = sample('sweep-scheduled.json', (scheduled) => {
        scheduled.time = isoSeconds(time)
      })
      aws.deliver(event, 'cooper-dev-sweep')
      await aws.settled()
    },
    digest: () => run('cooper-dev-digest'),
    /** Delivers a CloudTrail event about the bucket. */
    async change(bucket: string) {
      aws.deliver(
        sample('create-bucket.json', ({ detail }) => {
          detail.requestParameters.bucketName = bucket
        }),
      )
      await aws.settled()
    },
    async create(buckets: Readonly<Record<string, Setup>>) {
      for (const [name, setup] of Object.entries(buckets)) {
        await s3.createBucket({ Bucket: name })
        await setup(s3, name)
      }
    },
    /** The configuration of each bucket except the journal. */
    states: (names: readonly string[]) =>
      names.map((name) => {
        const { policy, encryption, tags } = aws.bucket(name) ?? {}
        return { name, policy: policy?.text, encryption, tags }
      }),
    digests: (): readonly Digest[] => texts().map((text) => JSON.parse(text.default)),
    emails: (): readonly string[] => texts().map(({ email }) => email),
    /** The keys in the journal's bucket that begin with this prefix. */
    keys: (prefix: string) =>
      [...(aws.bucket(JOURNAL)?.objects.keys() ?? [])].filter((key) => key.startsWith(prefix)),
  }
}
