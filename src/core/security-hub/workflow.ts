import type { AsffFinding } from './asff-finding.ts'

/** What Security Hub knows of a finding from before. */
export interface EarlierFinding {
  /** The status that people work with: `NEW`, `NOTIFIED`, `SUPPRESSED` or `RESOLVED`. */
  readonly workflow: string
  /** Whether it was exempt. */
  readonly isExempt: boolean
  /** Whether Cooper suppressed it when its exemption began. */
  readonly isSuppressedByCooper: boolean
}

/** A finding for the import, and the workflow status that it gets afterwards, if Cooper moves it. */
export interface WorkflowMove {
  readonly finding: AsffFinding
  readonly move?: 'SUPPRESSED' | 'NEW'
}

/** The fields of a finding in which Cooper keeps what it needs at the next import. */
export const EXEMPT_FIELD = 'cooper/Exempt'
export const SUPPRESSED_FIELD = 'cooper/SuppressedByCooper'

/**
 * The workflow moves only where an exemption begins or ends, and never where a person moved it: an exempt finding that
 * somebody has resolved, or reopened, stays so. Unknown is no end of an exemption.
 */
export function withWorkflow(
  finding: AsffFinding,
  earlier: EarlierFinding | undefined,
): WorkflowMove {
  const verdict = finding.ProductFields['cooper/Verdict']
  const isSuppressed = earlier?.isSuppressedByCooper === true && earlier.workflow === 'SUPPRESSED'
  if (earlier?.isExempt && (verdict === 'exempt' || verdict === 'unknown'))
    return { finding: marked(finding, true, isSuppressed) }
  if (verdict !== 'exempt')
    return { finding: marked(finding, false, false), ...(isSuppressed && { move: 'NEW' }) }
  const isOpen = earlier === undefined || ['NEW', 'NOTIFIED'].includes(earlier.workflow)
  return { finding: marked(finding, true, isOpen), ...(isOpen && { move: 'SUPPRESSED' }) }
}

const marked = (finding: AsffFinding, isExempt: boolean, isSuppressed: boolean): AsffFinding => ({
  ...finding,
  ProductFields: {
    ...finding.ProductFields,
    [EXEMPT_FIELD]: String(isExempt),
    [SUPPRESSED_FIELD]: String(isSuppressed),
  },
})
