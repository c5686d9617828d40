import type { Logger } from '@aws-lambda-powertools/logger'
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { ReportUnreadable } from '../aws/journal/read-entries.ts'

/** Logs and counts an object of the journal that is not readable. */
export const reportUnreadableTo =
  (logger: Logger, metrics: Metrics): ReportUnreadable =>
  (key) => {
    metrics.addMetric('unreadable', MetricUnit.Count, 1)
    logger.warn('An object of the journal is not readable: it is skipped', { key })
  }
