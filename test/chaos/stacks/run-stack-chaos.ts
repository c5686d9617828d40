import { waitingIn } from '../../../src/aws/journal/waiting-store.ts'
import type { BucketEvent } from '../../../src/core/event.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import type { StackEnd } from '../../../src/core/journal/waiting.ts'
import type { Ports } from '../../../src/core/ports.ts'
import { remediateBucket } from '../../../src/remediation/remediate-bucket.ts'
import { lookAgain } from '../../../src/remediation/settling/look-again.ts'
import { bucketEvent, SETTINGS } from '../../support/builders.ts'
import { fakeJournal } from '../../support/fake-journal.ts'
import { fakePorts } from '../../support/fake-ports.ts'
import { createBus } from '../bus.ts'
import { createNetwork } from '../network.ts'
import { createRandom } from '../random.ts'
import { createScheduler } from '../scheduler.ts'
import { bucketNamed, createWorld, type World, type Write } from '../world.ts'
import { type ChaosStack, createStack, second, tagsOf } from './stacks.ts'

const START = Date.parse('2026-11-20T09:30:00.000Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A policy that Cooper created where none stood, while the stack of the bucket was in progress. */
export interface Creation {
  readonly bucket: string
  readonly after: string
  /** Why Cooper had to know of the operation. Empty: it could not. */
  readonly knew: 'by the event' | 'before' | ''
}

export interface StackChaos {
  readonly world: World
  readonly stacks: readonly ChaosStack[]
  readonly creations: readonly Creation[]
  readonly notified: readonly RemediationRecord[]
  /** The buckets that still wait at the end. */
  readonly waiting: readonly string[]
  readonly results: readonly string[]
}

/**
 * Stacks whose buckets are created, changed and deleted; people and sweeps beside them; events that are repeated, late,
 * reordered or lost; faults, outages and killed runs. Then all stacks are finished, and a sweep follows on the next day.
 */
export async function runStackChaos(seed: number): Promise<StackChaos> {
  const random = createRandom(seed)
  const scheduler = createScheduler(random, START + random.between(0, 999))
  const world = createWorld(random, scheduler, () => undefined)
  const network = createNetwork(random, scheduler)
  const { journal, objects } = fakeJournal()
  const waiting = waitingIn(objects, () => undefined)
  const notified: RemediationRecord[] = []
  const creations: Creation[] = []
  const results: string[] = []
  const ends = new Map<string, StackEnd>()
  const stacks: ChaosStack[] = []
  let isCalm = false
  let runs = 0
  let ids = 0

  const stackWith = (bucket: string) => stacks.find(({ buckets }) => buckets.includes(bucket))

  /** The operation because of which Cooper waited last, by bucket. */
  const waitedFor = new Map<string, string>()
  const operationOf = (bucket: string): string | undefined => {
    const stack = stackWith(bucket)
    const current = stack?.current()
    return stack && current && `${stack.id.slice(-7)}-${current.number}`
  }
  const hasWaited = (bucket: string): boolean => {
    const operation = operationOf(bucket)
    return operation !== undefined && waitedFor.get(bucket) === operation
  }

  const isOfOperation = (bucket: string, { id }: BucketEvent): boolean => {
    const operation = operationOf(bucket)
    return operation !== undefined && id.startsWith(`${operation}-`)
  }

  const portsOf = (event: BucketEvent, run: number, requestId: string): Ports => {
    const { name } = event.bucket
    const knewAtStart = hasWaited(name)
    const calls = world.callsOf({ by: 'cooper', after: event.id })
    const s3: typeof calls = {
      ...calls,
      readTags: async ({ name: bucket }) => {
        const stack = stackWith(bucket)
        return { known: true, value: stack ? tagsOf(stack.id) : {} }
      },
      async putPolicy(bucket, policy) {
        // A policy that somebody deletes between the last read and the put is nobody's fault: S3 has no conditional put.
        const read = world.lastRead(event.id, 'policy') ?? 0
        const isSeen = (world.writes.findLast(isOfPolicy(bucket.name))?.time ?? 0) < read
        const isNew = isSeen && world.buckets.get(bucket.name)?.policy === undefined
        const isInProgress = stackWith(bucket.name)?.current() !== undefined
        const refusal = await calls.putPolicy(bucket, policy)
        if (!refusal && isNew && isInProgress) {
          const byEvent = isOfOperation(bucket.name, event) && 'by the event'
          const byNote = knewAtStart && hasWaited(bucket.name) && 'before'
          creations.push({ bucket: bucket.name, after: event.id, knew: byEvent || byNote || '' })
        }
        return refusal
      },
    }
    const notify = async (record: RemediationRecord) => {
      notified.push(record)
      return ['sns']
    }
    const { ports } = fakePorts({
      s3: network.unreliable(s3, run),
      journal: network.unreliable(journal, run, 'journal'),
      waiting: network.unreliable(waiting, run, 'journal'),
      ...network.unreliable({ notify }, run, 'topic'),
      now: () => new Date(scheduler.now()),
      creationDate: async (bucket) => world.createdAt(bucket.name),
      wait: (milliseconds) => scheduler.turn(run, milliseconds),
    })
    return { ...ports, run: requestId }
  }

  const handle = async (event: BucketEvent, run: number, requestId: string) => {
    const look = async (one: BucketEvent) => {
      const result = await remediateBucket(one, SETTINGS, portsOf(one, run, requestId))
      results.push(result.outcome)
      const [operation] = /^stack-\d+-\d+/.exec(one.id) ?? []
      if (operation && result.outcome === 'settling') waitedFor.set(one.bucket.name, operation)
      return result
    }
    const end = ends.get(event.id)
    try {
      if (end) {
        const reached = network.unreliable(waiting, run, 'journal')
        await lookAgain(end, { waiting: reached, look, timeLeft: () => 900_000 })
      } else await look(event)
      return true
    } catch {
      return false
    }
  }

  const bus = createBus(
    random,
    scheduler,
    (event, requestId) => {
      runs += 1
      const id = runs
      const killed = new Promise<boolean>((done) => {
        if (!isCalm && random.chance(0.1))
          scheduler.doom(id, random.between(1, 25), () => done(false))
      })
      return Promise.race([handle(event, id, requestId), killed])
    },
    () => undefined,
  )

  const put = (event: BucketEvent) => {
    if (random.chance(0.05)) return
    const delay = random.chance(0.2) ? random.between(1, 10) * MINUTE : random.between(50, 8000)
    bus.put(event, delay)
    if (random.chance(0.1)) bus.put(event, random.between(50, 90_000))
  }
  const events = {
    called(event: BucketEvent) {
      put(event)
      // The delay queue.
      bus.put(event, 15 * MINUTE + random.between(0, 5000))
    },
    ended(end: StackEnd) {
      const event = bucketEvent({ id: `end-${++ids}`, bucket: bucketNamed('none') })
      ends.set(event.id, end)
      put(event)
    },
  }
  const plain = (name: string, bucket: string) => {
    const event = { id: `${name}-${++ids}`, name, time: second(scheduler.now()) }
    return bucketEvent({ ...event, bucket: bucketNamed(bucket) })
  }
  const sweep = (bucket: string) =>
    bus.put(plain('BucketCheckRequested', bucket), random.between(0, 2000))

  stacks.push(
    createStack(1, ['one', 'two'].slice(0, random.between(1, 2)), world, random, scheduler, events),
  )
  if (random.chance(0.5)) stacks.push(createStack(2, ['three'], world, random, scheduler, events))
  const names = stacks.flatMap(({ buckets }) => buckets)

  const changeSomething = () => {
    const name = random.pick(names)
    if (!world.buckets.has(name) || random.chance(0.5)) return random.pick(stacks).advance()
    if (random.chance(0.4)) return sweep(name)
    if (random.chance(0.7)) return put(plain('PutBucketTagging', name))
    const event = plain('DeleteBucketPolicy', name)
    world.putForeign(name, { policy: null })
    put(event)
    return bus.put(event, 15 * MINUTE)
  }

  for (let changes = random.between(5, 40); changes > 0; changes -= 1) {
    changeSomething()
    for (let turns = random.between(0, random.pick([5, 40])); turns > 0; turns -= 1) {
      if (random.chance(0.5)) bus.deliver()
      if (!(await scheduler.step())) scheduler.pass(random.between(10, 3000))
    }
    if (random.chance(0.1)) scheduler.pass(random.between(1, 20) * MINUTE)
  }
  for (const stack of stacks) stack.finish()
  await bus.settle()
  isCalm = true
  network.calmDown()
  scheduler.pass(DAY + MINUTE)
  for (const name of world.buckets.keys()) sweep(name)
  await bus.settle()
  const waits = async (name: string) => {
    const { length } = results
    sweep(name)
    await bus.settle()
    return results.slice(length).includes('settling')
  }
  const still: string[] = []
  for (const name of world.buckets.keys()) if (await waits(name)) still.push(name)
  return { world, stacks, creations, notified, waiting: still, results }
}

const isOfPolicy =
  (name: string) =>
  ({ bucket, part }: Write): boolean =>
    bucket === name && part === 'policy'
