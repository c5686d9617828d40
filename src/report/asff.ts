import { withUnread } from '../core/check/with-unread.ts'
import { printableJson } from '../core/printable.ts'
import { asffFindings } from '../core/security-hub/asff-finding.ts'
import type { Settings } from '../core/settings.ts'
import type { Output, Write } from './output.ts'

/** The most findings that one call of BatchImportFindings accepts. */
const FINDINGS_A_BATCH = 100

export interface AsffFacts {
  readonly settings: Settings
  /** In ISO 8601, UTC. */
  readonly time: string
}

/** One batch per line: a JSON array of findings of one region, because each region has its own Security Hub. */
export function asff(write: Write, { settings, time }: AsffFacts): Output {
  const waiting = new Map<string, string[]>()
  const send = async (findings: string[]) => {
    if (findings.length > 0) await write(`[${findings.join(',')}]\n`)
  }
  return {
    async add(report) {
      for (const finding of asffFindings(withUnread(report, settings), time)) {
        const batch = waiting.get(finding.Region) ?? []
        waiting.set(finding.Region, batch)
        batch.push(printableJson(finding))
        if (batch.length === FINDINGS_A_BATCH) await send(batch.splice(0))
      }
    },
    async end() {
      for (const batch of waiting.values()) await send(batch.splice(0))
    },
  }
}
