import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import manifest from '../../package.json' with { type: 'json' }

const { POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE } = process.env
const serviceName = POWERTOOLS_SERVICE_NAME || 'cooper'
const namespace = POWERTOOLS_METRICS_NAMESPACE || 'Cooper'

/** The log of the function. Each line has the version of Cooper. */
export const logger = new Logger({
  serviceName,
  persistentKeys: { version: manifest.version },
})

/** The metrics of the function. */
export const metrics = new Metrics({ serviceName, namespace })

/** Logs and counts an object of the journal that is not readable. */
export function reportUnreadable(key: string): void {
  metrics.addMetric('unreadable', MetricUnit.Count, 1)
  logger.warn('An object of the journal is not readable: it is skipped', { key })
}

/** A handler with its log and metrics, which counts its errors. */
export const instrumented = (handle: (input: unknown, context: Context) => Promise<unknown>) =>
  middy<unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (input: unknown, context: Context) => {
      try {
        return await handle(input, context)
      } catch (error) {
        metrics.addMetric('error', MetricUnit.Count, 1)
        throw error
      }
    })
