import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { printable } from '../../core/printable.ts'
import { retry } from '../../core/retry.ts'
import type { AsffFinding } from '../../core/security-hub/asff-finding.ts'
import { type WorkflowMove, withWorkflow } from '../../core/security-hub/workflow.ts'
import { type EarlierFindings, sameFindings } from './earlier-findings.ts'
import { callSecurityHub, type SecurityHubAccess } from './security-hub-call.ts'

/** A finding that Security Hub refused, or whose workflow it did not move. */
export interface RefusedFinding {
  readonly id: string
  readonly reason: string
}

/** The most findings that one call accepts. */
export const FINDINGS_A_BATCH = 100

/**
 * Imports findings of one account and region, at most 100, and then moves the workflow where an exemption began or ended.
 * Returns what was refused. `exempt`: the findings that were exempt at the last import.
 */
export async function importFindings(
  access: SecurityHubAccess,
  findings: readonly AsffFinding[],
  exempt: EarlierFindings,
): Promise<readonly RefusedFinding[]> {
  const begun = findings.filter(
    ({ Id, ProductFields }) => ProductFields['cooper/Verdict'] === 'exempt' && !exempt.has(Id),
  )
  const before = begun.length > 0 ? await sameFindings(access, begun) : undefined
  const moves = findings.map((one) => withWorkflow(one, exempt.get(one.Id) ?? before?.get(one.Id)))
  const refused = await importBatch(access, moves)
  const isImported = ({ finding }: WorkflowMove) => refused.every(({ id }) => id !== finding.Id)
  const imported = moves.filter(isImported)
  return [
    ...refused,
    ...(await moveWorkflow(access, imported, 'SUPPRESSED')),
    ...(await moveWorkflow(access, imported, 'NEW')),
  ]
}

async function importBatch(
  access: SecurityHubAccess,
  moves: readonly WorkflowMove[],
): Promise<readonly RefusedFinding[]> {
  const Findings = moves.map(({ finding }) => finding)
  const answer = await callSecurityHub(access, 'BatchImportFindings', { Findings })
  const { FailedFindings = [] } = v.parse(ImportAnswer, answer)
  return FailedFindings.map(({ Id, ErrorCode, ErrorMessage }) => ({
    id: Id,
    reason: printable(`${ErrorCode}: ${ErrorMessage}`),
  }))
}

// A finding may be busy with its own import for a moment.
const MOVE_WAITS = [500, 1_000, 2_000]

async function moveWorkflow(
  access: SecurityHubAccess,
  moves: readonly WorkflowMove[],
  Status: NonNullable<WorkflowMove['move']>,
): Promise<readonly RefusedFinding[]> {
  let left = moves
    .filter(({ move }) => move === Status)
    .map(({ finding: { Id, ProductArn } }) => ({ Id, ProductArn }))
  if (left.length === 0) return []
  const move = async () => {
    const input = { FindingIdentifiers: left, Workflow: { Status } }
    const answer = await callSecurityHub(access, 'BatchUpdateFindings', input)
    const { UnprocessedFindings } = v.parse(UpdateAnswer, answer)
    left = UnprocessedFindings.map(({ FindingIdentifier }) => FindingIdentifier)
    return UnprocessedFindings
  }
  const isDone = (unmoved: readonly { ErrorCode: string }[]) =>
    !unmoved.some(({ ErrorCode }) => RETRIED.includes(ErrorCode))
  const unmoved = await retry(move, isDone, { waits: MOVE_WAITS, wait })
  return unmoved.map(({ FindingIdentifier, ErrorCode, ErrorMessage }) => ({
    id: FindingIdentifier.Id,
    reason: printable(`its workflow was not set to ${Status}: ${ErrorCode}: ${ErrorMessage}`),
  }))
}

// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsUnprocessedFinding.html
const RETRIED = ['ConcurrentUpdateError', 'InternalFailure', 'FindingNotFound']

const ErrorText = v.optional(v.string(), '')

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html */
const ImportAnswer = v.object({
  FailedFindings: v.optional(
    v.array(v.object({ Id: v.string(), ErrorCode: v.string(), ErrorMessage: ErrorText })),
  ),
})

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html */
const UpdateAnswer = v.object({
  UnprocessedFindings: v.optional(
    v.array(
      v.object({
        FindingIdentifier: v.object({ Id: v.string(), ProductArn: v.string() }),
        ErrorCode: v.string(),
        ErrorMessage: ErrorText,
      }),
    ),
    [],
  ),
})
