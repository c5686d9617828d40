import { compliant, type Finding, isCompliant } from '../finding.ts'
import type { RemediationRecord } from '../journal/record.ts'

/** The verdict of each control after the second look, which a fix must have passed to count. */
export const findingsAfter = ({
  findings,
  remaining,
}: Pick<RemediationRecord, 'findings' | 'remaining'>): readonly Finding[] =>
  findings.map((finding) => {
    const { control, title, mapping } = finding
    const open = remaining.find((one) => one.control === control)
    if (open) return open
    return isCompliant(finding)
      ? finding
      : { control, title, mapping, ...compliant('Cooper looked again, and found it compliant') }
  })
