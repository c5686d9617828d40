import type { BucketEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { bucketEvent, SETTINGS } from '../support/builders.ts'
import { createBus } from './bus.ts'
import { foreignPut } from './foreign-writes.ts'
import { undoLast } from './person.ts'
import { createRandom } from './random.ts'
import { createScheduler } from './scheduler.ts'
import { bucketNamed, createWorld, type World } from './world.ts'

const START = Date.parse('2026-11-20T09:30:00.000Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const BUCKETS = ['bucket-one', 'bucket-two', 'bucket-three']

export interface Chaos {
  readonly world: World
  /** Ids of events that were lost. */
  readonly dropped: ReadonlySet<string>
  /** Ids of events in the dead-letter queue. */
  readonly dead: ReadonlySet<string>
  /** The event of each write of others, in order. */
  readonly events: readonly BucketEvent[]
  /** How many runs were killed. */
  readonly killed: number
}

/** Several buckets with other writers, events that are repeated, late, reordered or lost, faults and killed runs; then sweeps and the hourly run. */
export async function runChaos(seed: number): Promise<Chaos> {
  const random = createRandom(seed)
  const scheduler = createScheduler(random, START + random.between(0, 999))
  const names = BUCKETS.slice(0, random.between(1, 3))
  const world = createWorld(names, random, scheduler)
  const dropped = new Set<string>()
  const events: BucketEvent[] = []
  let isCalm = false
  let runs = 0
  let kills = 0

  /** Runs work in a process of its own, which may be killed. */
  const start = (work: (run: number) => Promise<boolean>) => {
    runs += 1
    const id = runs
    const killed = new Promise<boolean>((done) => {
      if (isCalm || random.chance(0.9)) return
      scheduler.doom(id, random.between(1, 25), () => {
        kills += 1
        done(false)
      })
    })
    return Promise.race([work(id), killed])
  }

  const bus = createBus(random, scheduler, (event, id) =>
    start((run) =>
      remediateBucket(event, SETTINGS, { ...world.portsOf(run, event.id, isCalm), run: id }).then(
        () => true,
        () => false,
      ),
    ),
  )

  const undoSomething = () => {
    const id = `undo-${runs}`
    const bucket = random.pick(names)
    bus.beside(start((run) => undoLast(bucket, id, world.personOf(run, id, isCalm), world)))
  }

  const writeSomething = () => {
    const bucket = random.pick(names)
    const put = foreignPut(random, bucket, events.length)
    world.putForeign(bucket, put)
    const event = eventOf(`event-${events.length}`, bucket, put, scheduler.now())
    events.push(event)
    if (random.chance(0.05)) return dropped.add(event.id)
    bus.put(event, random.chance(0.2) ? random.between(1, 10) * MINUTE : random.between(50, 8000))
    return random.chance(0.1) && bus.put(event, random.between(50, 90_000))
  }

  for (let writes = names.length * random.between(1, 6); writes > 0; writes -= 1) {
    writeSomething()
    if (random.chance(0.06)) undoSomething()
    for (let steps = random.between(0, 40); steps > 0; steps -= 1) {
      if (random.chance(0.5)) bus.deliver()
      if (!(await scheduler.step())) scheduler.pass(random.between(10, 3000))
    }
  }
  await bus.settle()
  isCalm = true
  // A sweep soon, while flapping can still go on, and one on the next day.
  for (const wait of [MINUTE, DAY]) {
    scheduler.pass(wait + MINUTE)
    for (const name of names)
      bus.put(eventOf(`sweep-${wait}-${name}`, name, {}, scheduler.now()), 0)
    await bus.settle()
  }
  scheduler.pass(16 * MINUTE)
  await world.hourly()
  return { world, dropped, dead: bus.dead, events, killed: kills }
}

const eventOf = (id: string, bucket: string, put: Snapshot, time: number): BucketEvent =>
  bucketEvent({
    id,
    name: put.encryption === undefined ? 'PutBucketPolicy' : 'PutBucketEncryption',
    // CloudTrail's times are in whole seconds.
    time: new Date(Math.floor(time / 1000) * 1000).toISOString(),
    bucket: bucketNamed(bucket),
    ...(Object.keys(put).length > 0 && { put }),
  })
