import { accountsText } from '../../core/check/check-summary.ts'
import type { Settings } from '../../core/settings.ts'
import type { Output, Write } from '../output.ts'
import { createHtmlReport } from './html-report.ts'

export interface HtmlFacts {
  /** In ISO 8601, UTC. */
  readonly time: string
  readonly accounts: readonly string[]
  readonly settings: Settings
  /** Empty for all regions. */
  readonly regions: readonly string[]
  /** The version of Cooper. */
  readonly version: string
}

/** A page for a browser, in a single file. */
export function html(
  write: Write,
  { time, accounts, settings, regions, version }: HtmlFacts,
): Output {
  const where = regions.length > 0 ? regions.join(', ') : 'all regions'
  const scope = `${accountsText(accounts)}, ${where}`
  const report = createHtmlReport(write, { generatedAt: new Date(time), scope, version, settings })
  return { add: report.add, end: ({ isComplete }) => report.end(isComplete) }
}
