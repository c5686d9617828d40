import * as v from 'valibot'
import type { AsffFinding } from '../../core/security-hub/asff-finding.ts'
import {
  type EarlierFinding,
  EXEMPT_FIELD,
  SUPPRESSED_FIELD,
} from '../../core/security-hub/workflow.ts'
import { callSecurityHub, type SecurityHubAccess } from './security-hub-call.ts'

export type EarlierFindings = ReadonlyMap<string, EarlierFinding>

/** Which findings of an account and region were exempt at the last import. With a resource: only those of it. */
export const exemptFindings = (
  access: SecurityHubAccess,
  account: string,
  resource?: string,
): Promise<EarlierFindings> =>
  findingsWhere(access, {
    AwsAccountId: [equal(account)],
    Region: [equal(access.region)],
    ProductFields: [{ Key: EXEMPT_FIELD, ...equal('true') }],
    RecordState: [equal('ACTIVE')],
    ...(resource !== undefined && { ResourceId: [equal(resource)] }),
  })

// The most values that one filter accepts.
const IDS_A_CALL = 20

/** What Security Hub knows of findings with the Ids of these. */
export async function sameFindings(
  access: SecurityHubAccess,
  findings: readonly AsffFinding[],
): Promise<EarlierFindings> {
  const known: [string, EarlierFinding][] = []
  for (let start = 0; start < findings.length; start += IDS_A_CALL) {
    const some = findings.slice(start, start + IDS_A_CALL)
    const Id = some.map((one) => equal(one.Id))
    known.push(...(await findingsWhere(access, { Id, Region: [equal(access.region)] })))
  }
  return new Map(known)
}

const equal = (Value: string) => ({ Value, Comparison: 'EQUALS' })

async function findingsWhere(access: SecurityHubAccess, Filters: object): Promise<EarlierFindings> {
  const found = new Map<string, EarlierFinding>()
  let NextToken: string | undefined
  do {
    const input = { Filters, MaxResults: 100, ...(NextToken && { NextToken }) }
    const page = v.parse(FindingsPage, await callSecurityHub(access, 'GetFindings', input))
    for (const { Id, Workflow, ProductFields = {} } of page.Findings) {
      found.set(Id, {
        workflow: Workflow?.Status ?? 'NEW',
        isExempt: ProductFields[EXEMPT_FIELD] === 'true',
        isSuppressedByCooper: ProductFields[SUPPRESSED_FIELD] === 'true',
      })
    }
    NextToken = page.NextToken
  } while (NextToken)
  return found
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
const FindingsPage = v.object({
  Findings: v.array(
    v.object({
      Id: v.string(),
      Workflow: v.optional(v.object({ Status: v.optional(v.string()) })),
      ProductFields: v.optional(v.record(v.string(), v.string())),
    }),
  ),
  NextToken: v.optional(v.string()),
})
