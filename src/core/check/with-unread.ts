import { controlsIn } from '../assessment/assess.ts'
import { unknown } from '../finding.ts'
import type { Settings } from '../settings.ts'
import type { BucketReport } from './bucket-report.ts'

/** A bucket that could not be read has an unknown finding for each control. */
export function withUnread(report: BucketReport, settings: Settings): BucketReport {
  const { error } = report
  if (error === undefined) return report
  const findings = controlsIn(settings).map(({ id, title, mapping }) => ({
    ...{ control: id, title, mapping: mapping(settings) },
    ...unknown(error),
  }))
  return { ...report, findings }
}
