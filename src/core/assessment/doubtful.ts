import { type Finding, unknown } from '../finding.ts'

/** The finding where it is not known what the bucket is, so that Cooper leaves it alone. */
export const doubtful = (finding: Finding, what: string, reason: string): Finding => ({
  ...finding,
  ...unknown(
    `Cooper could not determine whether the bucket ${what}: ${reason}. Otherwise: ${finding.reason}`,
  ),
})
