import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
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
