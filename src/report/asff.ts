import { printableJson } from '../core/printable.ts'
import { type AsffFacts, asffFindings } from '../core/security-hub/asff-finding.ts'
import type { Output, Write } from './output.ts'

/** The most findings that one call of BatchImportFindings accepts. */
const FINDINGS_A_BATCH = 100

/** One batch per line: a JSON array of findings of one region, because each region has its own Security Hub. */
export function asff(write: Write, facts: AsffFacts): Output {
  const waiting = new Map<string, string[]>()
  const send = async (findings: string[]) => {
    if (findings.length > 0) await write(`[${findings.join(',')}]\n`)
  }
  return {
    async add(report) {
      for (const finding of asffFindings(report, facts)) {
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
