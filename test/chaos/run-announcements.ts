import { readPosture } from '../../src/check/read-bucket.ts'
import { isProposal, proposedControls } from '../../src/core/announcements/proposal.ts'
import { type BucketEvent, BY_APPROVAL } from '../../src/core/event.ts'
import { fixId } from '../../src/core/journal/keys.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { undoChange } from '../../src/remediation/undo-change.ts'
import { bucketEvent, everyGrace, everyMode, SETTINGS } from '../support/builders.ts'
import { createBus } from './bus.ts'
import { type Cooper, createCooper, personWith } from './cooper.ts'
import { foreignPut } from './foreign-writes.ts'
import { createNetwork } from './network.ts'
import { createProcesses } from './processes.ts'
import { createRandom } from './random.ts'
import { createScheduler } from './scheduler.ts'
import { bucketNamed, createWorld, type World } from './world.ts'

const START = Date.parse('2026-11-01T03:15:00.000Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const BUCKETS = ['bucket-one', 'bucket-two']

/** The last sweeps come after every announcement's day, and after the end of every proposal. */
const CALM_DAYS = 36

export interface AnnouncedChaos {
  readonly world: World
  readonly cooper: Cooper
  readonly isProposing: boolean
  /** What access logs said before changes of policies. Absent: they were not asked. */
  readonly judged: readonly LogsJudged[] | undefined
  /** The ids of the events by which a person approved a proposal. */
  readonly approvals: ReadonlySet<string>
  readonly rejections: number
  readonly killed: number
  readonly now: number
}

interface LogsJudged {
  readonly bucket: string
  readonly time: number
  readonly isInUse: boolean
}

/**
 * Old buckets that others change, delete and create for some days, under a Cooper that announces or proposes each change; a
 * person who approves and rejects; repeated, late and lost events; faults, outages and killed runs. A sweep each night.
 */
export async function runAnnouncements(seed: number): Promise<AnnouncedChaos> {
  const random = createRandom(seed)
  const scheduler = createScheduler(random, START)
  const isProposing = random.chance(0.5)
  const judged: LogsJudged[] | undefined = !isProposing && random.chance(0.5) ? [] : undefined
  const settings: Settings = isProposing
    ? { ...SETTINGS, modes: everyMode('propose') }
    : {
        ...{ ...SETTINGS, graceDays: everyGrace(random.between(1, 5)) },
        ...(judged && { quietDays: 3, graceExtensions: 52 }),
      }
  const world = createWorld(random, scheduler, () => undefined)
  for (const name of BUCKETS) world.create(name)
  scheduler.pass(10 * DAY)
  const network = createNetwork(random, scheduler)
  const cooper = createCooper('cooper-one', settings, world, network, scheduler)
  const approvals = new Set<string>()
  let rejections = 0
  let ids = 0
  const newId = (kind: string) => `${kind}-${++ids}`

  const { start, runThrice, killed, calmDown } = createProcesses(
    random,
    scheduler,
    { share: 0.15, turns: 25 },
    newId,
  )
  const bus = createBus(
    random,
    scheduler,
    (event, requestId) => start((run) => cooper.remediate(event, run, requestId)),
    cooper.raiseAlarm,
  )
  const report = (event: BucketEvent) => {
    if (random.chance(0.05)) return
    bus.put(event, random.between(50, 8000))
    if (random.chance(0.15)) bus.put(event, random.between(50, 90_000))
  }
  const eventOf = (kind: string, name: string, bucket: string): BucketEvent =>
    bucketEvent({
      id: newId(kind),
      name,
      time: new Date(Math.floor(scheduler.now() / 1000) * 1000).toISOString(),
      bucket: bucketNamed(bucket),
      bucketAccount: bucketNamed(bucket).account,
    })

  const answer = (name: string, isApproval: boolean) => {
    const proposal = cooper.entries().findLast((entry) => isOfBucket(entry.record, name))?.record
    if (!proposal) return
    const id = fixId(newId(isApproval ? 'approve' : 'reject'))
    const ports = (run: number) => cooper.portsOf(run, id, personWith(cooper.name))
    if (isApproval) {
      approvals.add(id)
      bus.beside(
        start((run) =>
          approve({ ...eventOf('x', BY_APPROVAL, name), id }, proposal, settings, ports(run)),
        ),
      )
    } else {
      rejections += 1
      const until = new Date(scheduler.now() + 2 * DAY).toISOString().slice(0, 10)
      bus.beside(start((run) => reject(id, proposal, until, ports(run))))
    }
  }

  const changeSomething = () => {
    const name = random.pick(BUCKETS)
    if (!world.buckets.has(name)) {
      world.create(name)
      return report(eventOf('create', 'CreateBucket', name))
    }
    if (random.chance(0.05)) return world.remove(name)
    if (random.chance(0.25)) return report(eventOf('tag', 'PutBucketTagging', name))
    if (isProposing && random.chance(0.4)) return answer(name, random.chance(0.7))
    const put = foreignPut(random, name, ids)
    world.putForeign(name, put)
    return report({ ...eventOf('event', 'PutBucketPolicy', name), put })
  }

  let isCalm = false
  const logs: Parameters<Cooper['reviewLogs']>[1] = {
    async judge({ name: bucket }) {
      const isInUse = !isCalm && random.chance(0.5)
      judged?.push({ bucket, time: scheduler.now(), isInUse })
      return { isComplete: random.chance(0.7), requests: isInUse ? 1 : 0, clients: [] }
    },
    requestCheck: async ({ name: bucket }) =>
      report(eventOf('review', 'BucketCheckRequested', bucket)),
  }

  const sweep = () => {
    const begun = new Date(scheduler.now()).toISOString()
    const put = (event: BucketEvent) => bus.put(event, random.between(0, 2000))
    bus.beside(runThrice((run, id) => cooper.sweep(run, id, begun, put)))
  }

  /** A day of changes, and its sweep. */
  const liveOneDay = async (changes: number) => {
    const next = scheduler.now() + DAY
    for (let left = changes; left > 0; left -= 1) {
      changeSomething()
      for (let steps = random.between(0, 40); steps > 0; steps -= 1) {
        if (random.chance(0.5)) bus.deliver()
        if (!(await scheduler.step())) scheduler.pass(random.between(10, 3 * HOUR))
      }
    }
    await bus.settle()
    sweep()
    await bus.settle()
    if (judged) bus.beside(start((run) => cooper.reviewLogs(run, logs)))
    await bus.settle()
    scheduler.pass(Math.max(0, next - scheduler.now()))
    bus.beside(runThrice(cooper.hourly))
    await bus.settle()
  }

  for (const name of BUCKETS) report(eventOf('tag', 'PutBucketTagging', name))
  for (let days = random.between(3, 15); days > 0; days -= 1) await liveOneDay(random.between(0, 4))
  isCalm = true
  calmDown()
  network.calmDown()
  for (let days = CALM_DAYS; days > 0; days -= 1) await liveOneDay(0)
  return {
    world,
    cooper,
    isProposing,
    judged,
    approvals,
    rejections,
    killed: killed(),
    now: scheduler.now(),
  }
}

const isOfBucket = (record: RemediationRecord | undefined, name: string) =>
  record?.bucket === name && isProposal({ record })

type Ports = Parameters<typeof remediateBucket>[2]

async function approve(
  event: BucketEvent,
  proposal: RemediationRecord,
  settings: Settings,
  ports: Ports,
): Promise<boolean> {
  const controls = proposedControls(proposal)
  const approval = { id: proposal.id, controls, actor: proposal.actor }
  try {
    await remediateBucket({ ...event, approval }, settings, { ...ports, isRepeated: true })
    return true
  } catch {
    return false
  }
}

async function reject(
  id: string,
  proposal: RemediationRecord,
  until: string,
  ports: Ports,
): Promise<boolean> {
  const controls = proposedControls(proposal)
  try {
    const posture = await readPosture(bucketNamed(proposal.bucket), ports.s3)
    if (!posture) return false
    const plan = { controls, steps: [], changed: [], now: {} }
    const undo = { of: proposal.id, until, controls, rejection: 'no' }
    const request = { id, actor: proposal.actor, posture, plan, undo, interrupted: undefined }
    const { error } = await undoChange(request, ports)
    return error === undefined
  } catch {
    return false
  }
}
