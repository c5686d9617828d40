import type { PlacedFinding } from '../../core/check/template-report.ts'
import { requestIn } from '../../core/explain/describe-request-data.ts'
import { LONGEST_REASON, printable, visible } from '../../core/printable.ts'

/** What a finding in a file says: the resource, the reason, and the counterexample. One printable line. */
export function findingText(finding: PlacedFinding): string {
  const request = requestIn(finding)
  const { address } = finding.place
  const reason = `${visible(address, 200)}: ${printable(finding.reason, LONGEST_REASON)}.`
  return request ? `${reason} Counterexample: ${request}` : reason
}
