import { callJson } from '../../aws/json-call.ts'
import { type EarlierFindings, exemptFindings } from '../../aws/security-hub/earlier-findings.ts'
import { FINDINGS_A_BATCH, importFindings } from '../../aws/security-hub/import-findings.ts'
import type { SecurityHubAccess } from '../../aws/security-hub/security-hub-call.ts'
import { withUnread } from '../../core/check/with-unread.ts'
import { errorText } from '../../core/cooper-error.ts'
import { visible } from '../../core/printable.ts'
import { type AsffFinding, asffFindings } from '../../core/security-hub/asff-finding.ts'
import type { AsffFacts } from '../../report/asff.ts'
import type { Output } from '../../report/output.ts'
import type { MemberAccount } from '../options/members.ts'

export interface SecurityHubFacts extends AsffFacts {
  /** With the credentials of each. */
  readonly accounts: readonly MemberAccount[]
}

/** An output of which a part can fail. */
interface DeliveredOutput extends Output {
  readonly isDelivered: () => boolean
}

/** All outputs, and Security Hub. */
export function withSecurityHub(files: Output, facts: SecurityHubFacts): DeliveredOutput {
  const hub = securityHubOutput(facts)
  return {
    isDelivered: hub.isDelivered,
    add: async (report) => void (await Promise.all([files.add(report), hub.add(report)])),
    async end(summary) {
      await hub.end(summary)
      await files.end(summary)
    },
  }
}

/** The findings that wait for a batch of one account and region. */
interface Batch {
  readonly access: SecurityHubAccess
  readonly account: string
  readonly waiting: AsffFinding[]
  exempt?: Promise<EarlierFindings>
}

/** Sends the findings to Security Hub of their account and region, and tells what it refused. */
function securityHubOutput(facts: SecurityHubFacts): DeliveredOutput {
  const batches = new Map<string, Batch>()
  let refusedCount = 0
  const batchOf = ({ AwsAccountId: account, Region: region }: AsffFinding): Batch => {
    const key = `${account}/${region}`
    const { credentials } = facts.accounts.find((one) => one.account === account) ?? {}
    const access = {
      region,
      environment: process.env,
      call: callJson,
      ...(credentials && { credentials }),
    }
    const batch = batches.get(key) ?? { access, account, waiting: [] }
    batches.set(key, batch)
    return batch
  }
  const tell = (count: number, text: string) => {
    refusedCount += count
    process.stderr.write(`Security Hub: ${visible(text, 1000)}\n`)
  }
  const send = async (batch: Batch) => {
    const findings = batch.waiting.splice(0, FINDINGS_A_BATCH)
    if (findings.length === 0) return
    const { access, account } = batch
    try {
      batch.exempt ??= exemptFindings(access, account)
      const refused = await importFindings(access, findings, await batch.exempt)
      for (const { id, reason } of refused) tell(1, `${id}: ${reason}`)
    } catch (error) {
      const place = `${findings.length} findings of account ${account} in ${access.region}`
      tell(findings.length, `${place} are not imported: ${errorText(error)}`)
    }
  }
  return {
    isDelivered: () => refusedCount === 0,
    async add(report) {
      for (const finding of asffFindings(withUnread(report, facts.settings), facts.time)) {
        const batch = batchOf(finding)
        batch.waiting.push(finding)
        if (batch.waiting.length >= FINDINGS_A_BATCH) await send(batch)
      }
    },
    async end() {
      for (const batch of batches.values()) await send(batch)
    },
  }
}
