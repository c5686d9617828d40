import { resolve } from 'node:path'
import { sample } from '../support/events.ts'
import { BARE } from './cold-import.ts'
import type { Endpoint } from './endpoint.ts'
import { type Figure, only, spreadOf } from './figure.ts'
import { type LambdaProcess, startProcess } from './lambda-process.ts'

/** Milliseconds until each response: a realistic value for S3 within a region. */
const DELAY = 20

/** Sequential requests, from the event to the mark in the journal that people were notified. See `remediate-bucket.ts`. */
export const LINKS = 9

/** The cost of one event of a compliant bucket, and of one that is remediated. */
export async function oneEvent(endpoint: Endpoint): Promise<readonly Figure[]> {
  const lambda = startProcess(resolve('dist/bucket-changed.cjs'), endpoint.environment, {
    bare: resolve(BARE),
  })
  const figures = [
    ...(await compliantEvent(endpoint, lambda)),
    ...(await remediatedEvent(endpoint, lambda)),
  ]
  lambda.stop()
  return figures
}

async function compliantEvent(endpoint: Endpoint, lambda: LambdaProcess) {
  const [name = ''] = await endpoint.make(1, 'compliant')
  const address = { Bucket: name, ExpectedBucketOwner: endpoint.account }
  const both = async () => {
    const event = await lambda.run(created(name, endpoint))
    if (event.result.outcome !== 'compliant') throw unexpected(event.result)
    return { event, alone: await lambda.readBoth(address) }
  }
  await both()
  endpoint.requests()
  await lambda.run(created(name, endpoint))
  const requests = endpoint.requests()
  for (let warm = 0; warm < 500; warm += 1) await both()
  const busy: number[] = []
  for (let round = 0; round < 300; round += 1) {
    const { event, alone } = await both()
    busy.push(event.activeMs - alone.activeMs)
  }
  const pace = endpoint.delay(DELAY) ? `, ${DELAY} ms a request` : ''
  const times: number[] = []
  const trips: number[] = []
  for (let round = 0; round < 50; round += 1) {
    const { event, alone } = await both()
    times.push(event.ms)
    trips.push(alone.ms)
  }
  const figures: readonly Figure[] = [
    {
      ...{ figure: 'compliant event, warm: own work', unit: 'ms', ...spreadOf(busy) },
      ...{ limit: 1, of: 'besides its two reads', aim: { atMost: 1 } },
    },
    {
      ...{ figure: `compliant event${pace}`, unit: 'ms', ...spreadOf(times) },
      ...{ limit: spreadOf(trips).median, of: 'its two reads, by the SDK alone' },
      aim: { atMost: 1.1 },
    },
  ]
  const counted = {
    figure: 'compliant event: requests',
    unit: 'requests',
    of: 'policy, encryption',
  }
  return requests === undefined
    ? figures
    : [{ ...counted, ...only(requests), limit: 2, aim: { atMost: 1 } }, ...figures]
}

async function remediatedEvent(
  endpoint: Endpoint,
  lambda: LambdaProcess,
): Promise<readonly Figure[]> {
  const isDelayed = endpoint.delay(DELAY)
  const names = await endpoint.make(60, 'without-policy')
  const times: number[] = []
  const trips: number[] = []
  for (const name of names) {
    const { result, ms } = await lambda.run(created(name, endpoint))
    if (result.outcome !== 'remediated') throw unexpected(result)
    times.push(ms)
    const address = { Bucket: name, ExpectedBucketOwner: endpoint.account }
    trips.push((await lambda.readOne(address)).ms)
  }
  // The first events warm up code that a compliant bucket does not need.
  const warm = names.length / 2
  return [
    {
      figure: `event to fixed and notified${isDelayed ? `, ${DELAY} ms a request` : ''}`,
      ...{ unit: 'ms', ...spreadOf(times.slice(warm)) },
      ...{
        limit: LINKS * spreadOf(trips.slice(warm)).median,
        of: `${LINKS} reads by the SDK alone`,
      },
      // Without the delay, a write takes longer than a read.
      ...(isDelayed && { aim: { atMost: 1.1 } }),
    },
  ]
}

let events = 0

/** `location`: the region of the bucket if it is not the event's. */
export function created(
  name: string,
  { account, region }: Pick<Endpoint, 'account' | 'region'>,
  location?: string,
) {
  return sample('create-bucket.json', (event) => {
    events += 1
    event.account = account
    event.region = region
    Object.assign(event.detail, {
      ...{ eventID: `bench-${events}`, eventTime: new Date().toISOString().replace(/\.\d+/, '') },
      ...{ awsRegion: region, recipientAccountId: account },
      requestParameters: {
        bucketName: name,
        ...(location && { CreateBucketConfiguration: { LocationConstraint: location } }),
      },
      resources: [],
    })
  })
}

const unexpected = (result: unknown) => new Error(`Cannot measure: ${JSON.stringify(result)}`)
