import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Context } from 'aws-lambda'
import { parseSweepTask } from '../aws/events/sweep-task.ts'
import { settingsStoreIn } from '../aws/journal/settings-store.ts'
import type { SweepConfig } from '../config/sweep-config.ts'
import { settled, unwrap } from '../core/retry.ts'
import type { Sweep } from '../core/sweep/sweep.ts'
import { sendDigests } from '../sweep/send-digests.ts'
import { sendOutbox } from '../sweep/send-outbox.ts'
import { storeSettings } from '../sweep/store-settings.ts'
import { sweepBuckets } from '../sweep/sweep-buckets.ts'
import { instrumented, logger, metrics } from './instruments.ts'
import { type SweepRun, type SweepVariant, sweepRuns } from './sweep-ports.ts'

/** The function that requests a check of every bucket, and sends digests and late messages. */
export function sweepHandler(config: SweepConfig, variant: SweepVariant = {}) {
  const { runIn, ownList } = sweepRuns(config, variant)

  async function handle(input: unknown, context: Context) {
    const task = parseSweepTask(input)
    const run = runIn(context)
    if (task.type === 'digest') return await hourly(run)
    // Several Coopers in an account receive each other's events.
    if (task.cooper !== undefined && task.cooper !== config.cooper) return ignore()
    return await continueSweep(task.sweep, run)
  }

  async function continueSweep(begun: Sweep, run: SweepRun) {
    logger.appendKeys({ sweep: begun.id, generation: begun.generation })
    const list = variant.listOf?.(begun.id) ?? ownList(run)
    const { outcome, sweep, repeats, reason } = await sweepBuckets(begun, run.settings, {
      ...run.ports,
      ...list,
    })
    const { pages, buckets, restarts } = sweep
    metrics.addMetric(outcome, MetricUnit.Count, 1)
    logger.info(`Sweep: ${outcome}`, { outcome, pages, buckets, restarts, repeats, reason })
    return { outcome, pages, buckets, ...(reason && { reason }) }
  }

  /** No failure of one keeps another from its work. The outbox leaves time for the digests, so it comes first. */
  async function hourly(run: SweepRun) {
    const outbox = await settled(sendUnsent(run))
    const settings = await settled(keepSettings(config, run))
    const others = await settled(variant.hourly?.() ?? Promise.resolve())
    const digests = await settled(digest(run))
    for (const one of [outbox, settings, others, digests]) {
      if ('error' in one) logger.error('Hourly run', { error: one.error })
    }
    unwrap(settings)
    unwrap(others)
    return { ...unwrap(digests), outbox: unwrap(outbox) }
  }

  return instrumented(handle)
}

function ignore() {
  metrics.addMetric('ignored', MetricUnit.Count, 1)
  return { outcome: 'ignored' }
}

/** No metric without a count, since CloudWatch charges for a metric by the hour. */
function count(name: string, value: number): void {
  if (value > 0) metrics.addMetric(name, MetricUnit.Count, value)
}

/** Sends what a run that failed or was killed did not send. */
async function sendUnsent({ outbox }: SweepRun) {
  if (!outbox) return undefined
  const { error, ...counts } = await sendOutbox(outbox)
  count('outbox', counts.sent + counts.unfinished)
  logger.info('Outbox', counts)
  if (counts.failed > 0) throw error
  return counts
}

async function digest({ settings, ports }: SweepRun) {
  const result = await sendDigests(settings, ports)
  count('digest', result.notified.length)
  logger.info('Digest', { ...result })
  return result
}

/** Keeps the settings of the bot in the journal, for the commands of a person. */
async function keepSettings({ cooper, settings: variables }: SweepConfig, run: SweepRun) {
  const { objects, settings } = run
  if (!objects) return
  const { region } = settings.place
  const current = { version: 1, time: new Date().toISOString(), cooper, region, variables } as const
  if (await storeSettings(current, settingsStoreIn(objects))) {
    logger.info('Stored the settings', { variables })
  }
}
