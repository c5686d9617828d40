import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from '../cloud.ts'
import { type BatchJob, hasEnded, type JobRequest, type Jobs } from './job.ts'
import { prepareJob, runTask } from './run-job.ts'
import { writeReport } from './write-report.ts'

/** How many tasks a job does before it lets calls come in between. */
const TASKS_AT_ONCE = 200

/** `pauseMs`: how long a job waits after so many tasks. */
export function createJobs(cloudOf: () => Cloud, pauseMs: number): Jobs {
  const jobs = new Map<string, BatchJob>()
  const underWay = new Set<Promise<void>>()
  const begin = (work: Promise<void>) => {
    const tracked = work.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }
  const work = async (job: BatchJob) => {
    const cloud = cloudOf()
    job.status = 'Active'
    job.startedAt = cloud.clock()
    const tasks = job.tasks ?? []
    while (job.results.length < tasks.length && !hasEnded(job)) {
      const done = job.results.length
      for (const task of tasks.slice(done, done + TASKS_AT_ONCE)) {
        job.results.push(runTask(cloud, job, task))
      }
      await sleep(pauseMs)
    }
    if (!hasEnded(job)) endJob(cloud, job, 'Complete')
  }
  const prepare = async (job: BatchJob) => {
    const cloud = cloudOf()
    job.status = 'Preparing'
    await sleep(pauseMs)
    if (hasEnded(job)) return
    prepareJob(cloud, job)
    if (job.failure !== undefined) endJob(cloud, job, 'Failed')
    else if (job.needsConfirmation) Object.assign(job, suspension(cloud))
    else await work(job)
  }
  return {
    get: (account, id) => {
      const job = jobs.get(id)
      return job?.account === account ? job : undefined
    },
    list: (account) => [...jobs.values()].filter((job) => job.account === account).reverse(),
    create(account, region, request) {
      const known = [...jobs.values()].find(
        (job) => job.account === account && job.token === request.token,
      )
      if (known !== undefined) return known
      const job = newJob(cloudOf(), account, region, request)
      jobs.set(job.id, job)
      begin(prepare(job))
      return job
    },
    start: (job) => begin(work(job)),
    cancel: (job) => endJob(cloudOf(), job, 'Cancelled'),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function newJob(cloud: Cloud, account: string, region: string, request: JobRequest): BatchJob {
  return {
    ...request,
    ...{ id: randomUUID(), account, region, createdAt: cloud.clock(), status: 'New', results: [] },
    ...{ suspendedAt: undefined, startedAt: undefined, endedAt: undefined },
    ...{ reason: undefined, failure: undefined, tasks: undefined },
  }
}

const suspension = (cloud: Cloud): Pick<BatchJob, 'status' | 'suspendedAt'> => ({
  status: 'Suspended',
  suspendedAt: cloud.clock(),
})

function endJob(cloud: Cloud, job: BatchJob, status: BatchJob['status']): void {
  job.status = status
  job.endedAt = cloud.clock()
  writeReport(cloud, job)
}
