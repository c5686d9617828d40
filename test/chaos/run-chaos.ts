import type { BucketEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { bucketEvent } from '../support/builders.ts'
import { createBus } from './bus.ts'
import { type Cooper, coopersIn, personWith } from './cooper.ts'
import { checkRequestFrom, foreignPut, PLACES, SENDERS } from './foreign-writes.ts'
import { createNetwork } from './network.ts'
import { undoLast } from './person.ts'
import { createProcesses } from './processes.ts'
import { createRandom } from './random.ts'
import { createScheduler } from './scheduler.ts'
import { bucketNamed, createWorld, HOME, type OnOwnWrite, type World } from './world.ts'

const START = Date.parse('2026-11-20T09:30:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const BUCKETS = ['bucket-one', 'bucket-two', 'bucket-three']

export interface Chaos {
  readonly world: World
  readonly coopers: readonly Cooper[]
  /** Ids of events that were lost, or ignored by a Cooper since the member did not let it in. */
  readonly dropped: ReadonlySet<string>
  /** The dead letters of each Cooper: ids of events. */
  readonly dead: ReadonlyMap<Cooper, ReadonlySet<string>>
  /** The event of each write of others, in order. */
  readonly events: readonly BucketEvent[]
  /** How many runs were killed. */
  readonly killed: number
}

/**
 * Several buckets that others create, change and delete; events that are repeated, late, reordered or lost; faults,
 * outages and killed runs; one Cooper or two. Then it calms down, and sweeps follow.
 */
export async function runChaos(seed: number): Promise<Chaos> {
  const random = createRandom(seed)
  const scheduler = createScheduler(random, START + random.between(0, 999))
  const names = BUCKETS.slice(0, random.between(1, 3))
  const world = createWorld(random, scheduler, (...write) => reportOwnWrite(...write))
  const network = createNetwork(random, scheduler)
  const coopers = coopersIn(world, network, random, scheduler)
  const dropped = new Set<string>()
  const events: BucketEvent[] = []
  let ids = 0
  const newId = (kind: string) => `${kind}-${++ids}`

  const { start, runThrice, killed, calmDown } = createProcesses(
    random,
    scheduler,
    { share: 0.1, turns: 40 },
    newId,
  )

  const buses = new Map(
    coopers.map((cooper) => [
      cooper,
      createBus(
        random,
        scheduler,
        (event, requestId) => start((run) => cooper.remediate(event, run, requestId)),
        cooper.raiseAlarm,
      ),
    ]),
  )

  /** Each Cooper gets the event of a call, unless the call is its own. */
  const report = (event: BucketEvent, caller?: string) => {
    const isLost = caller === undefined && random.chance(0.05)
    if (isLost) return dropped.add(event.id)
    const delay = random.chance(0.2) ? random.between(1, 10) * MINUTE : random.between(50, 8000)
    const again = random.chance(0.1) ? random.between(50, 90_000) : undefined
    for (const [cooper, bus] of buses) {
      if (cooper.name === caller) continue
      bus.put(event, delay)
      if (again !== undefined) bus.put(event, again)
    }
    return undefined
  }
  const reportOwnWrite: OnOwnWrite = (name, put, by) =>
    report(eventOf(newId('call'), name, put, scheduler.now(), by), by)

  const undoSomething = () => {
    const id = newId('undo')
    const [cooper, bus] = random.pick([...buses])
    const bucket = random.pick(names)
    bus.beside(
      start((run) =>
        undoLast(bucket, id, cooper.portsOf(run, id, personWith(cooper.name)), cooper),
      ),
    )
  }

  const runHourly = () => {
    for (const [cooper, bus] of buses) bus.beside(runThrice(cooper.hourly))
  }

  const sweepAll = () => {
    const begun = new Date(scheduler.now()).toISOString()
    for (const [cooper, bus] of buses) {
      const put = (event: BucketEvent) => bus.put(event, random.between(0, 2000))
      bus.beside(runThrice((run, id) => cooper.sweep(run, id, begun, put)))
    }
  }

  /** A person replays a dead letter: with the id of its run, at any time after it. */
  const replaySomething = () => {
    const [cooper, bus] = random.pick([...buses])
    if (bus.letters.length === 0) return
    const { event, run: requestId } = random.pick(bus.letters)
    bus.beside(start((run) => cooper.remediate(event, run, requestId, { isRepeated: true })))
  }

  /** What is in progress ends, events wait, and time passes. */
  const pause = async () => {
    while (await scheduler.step());
    scheduler.pass(random.between(1, 50) * MINUTE)
  }

  const create = (name: string) => {
    world.create(name)
    report({ ...eventOf(newId('create'), name, {}, scheduler.now()), name: 'CreateBucket' })
  }

  /** Gives a Cooper a request to check a bucket, as a sweep sends it. */
  const requestCheck = (
    cooper: Cooper,
    sweep: string,
    name: string,
    place?: object,
    sender?: string,
  ) => {
    const event = checkRequestFrom(cooper.name, sweep, name, scheduler.now(), place, sender)
    if (typeof event !== 'string') buses.get(cooper)?.put(event, random.between(0, 2000))
  }

  const changeSomething = () => {
    const name = random.pick(names)
    // A stranger invents a request.
    if (random.chance(0.08))
      return requestCheck(
        random.pick(coopers),
        `20261120T093000Z-x${++ids}`,
        name,
        random.pick(PLACES),
        random.pick(SENDERS),
      )
    // The role of a member is deleted, or comes back.
    if (random.chance(0.04)) {
      const { account } = bucketNamed(name)
      if (account !== HOME && !world.closed.delete(account)) world.closed.add(account)
    }
    if (!world.buckets.has(name)) return create(name)
    if (random.chance(0.06)) return world.remove(name)
    // An unrelated tag changed.
    if (random.chance(0.15))
      return report({
        ...eventOf(newId('tag'), name, {}, scheduler.now()),
        name: 'PutBucketTagging',
      })
    const put = foreignPut(random, name, events.length)
    world.putForeign(name, put)
    const event = eventOf(newId('event'), name, put, scheduler.now())
    events.push(event)
    return report(event)
  }

  const settle = async () => {
    do for (const bus of buses.values()) await bus.settle()
    while ([...buses.values()].some((bus) => !bus.isIdle()))
  }

  for (const name of names) create(name)
  for (let changes = names.length * random.between(1, 6); changes > 0; changes -= 1) {
    changeSomething()
    if (random.chance(0.06)) undoSomething()
    if (random.chance(0.1)) await pause()
    if (random.chance(0.12)) runHourly()
    if (random.chance(0.03)) sweepAll()
    if (random.chance(0.1)) replaySomething()
    for (let steps = random.between(0, 40); steps > 0; steps -= 1) {
      if (random.chance(0.5)) random.pick([...buses.values()]).deliver()
      if (!(await scheduler.step())) scheduler.pass(random.between(10, 3000))
    }
  }
  await settle()
  calmDown()
  network.calmDown()
  world.closed.clear()
  // A sweep soon, while flapping can still go on, and one on the next day.
  for (const wait of [MINUTE, DAY]) {
    scheduler.pass(wait + MINUTE)
    sweepAll()
    await settle()
    // The digest of a sweep whose run was killed waits longest.
    for (let hour = 0; hour < 3; hour += 1) {
      scheduler.pass(HOUR)
      runHourly()
      await settle()
    }
  }
  for (const { ignored } of coopers) for (const id of ignored) dropped.add(id)
  const dead = new Map([...buses].map(([cooper, bus]) => [cooper, bus.dead]))
  return { world, coopers, dropped, dead, events, killed: killed() }
}

const eventOf = (
  id: string,
  bucket: string,
  put: Snapshot,
  time: number,
  role = 'deploy',
): BucketEvent =>
  bucketEvent({
    id,
    name: put.encryption === undefined ? 'PutBucketPolicy' : 'PutBucketEncryption',
    // CloudTrail's times are in whole seconds.
    time: new Date(Math.floor(time / 1000) * 1000).toISOString(),
    bucket: bucketNamed(bucket),
    bucketAccount: bucketNamed(bucket).account,
    role: { name: role, account: bucketNamed(bucket).account },
    ...(Object.keys(put).length > 0 && { put }),
  })
