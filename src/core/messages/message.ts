import { type Finding, isCompliant } from '../finding.ts'
import type { Outcome, RemediationRecord } from '../journal/record.ts'
import { printable } from '../printable.ts'
import { emailOf, isRemediatedInPart } from './email.ts'

/** What people are notified of, whatever the channel: each shapes it as it needs. */
export interface Message {
  /** One printable line, of any length. */
  readonly title: string
  /** What subscribers can filter by. */
  readonly facts: Readonly<Record<string, string | readonly string[]>>
  /** From the fullest to the shortest, one at least. A channel sends the first that it takes. */
  forms(): Iterable<MessageForm>
}

export interface MessageForm {
  /** For people. */
  readonly text: string
  /** For programs. */
  readonly data: object
}

const TITLES: Readonly<Record<Outcome, string>> = {
  remediated: 'Cooper mended S3 bucket',
  reported: 'Cooper: not compliant: S3 bucket',
  flapping: 'Cooper holds still on S3 bucket',
  undone: "A change of Cooper's was undone on S3 bucket",
  unknown: 'Cooper could not check all of S3 bucket',
  failed: 'Cooper could not mend S3 bucket',
  exempt: 'Cooper left as it is: S3 bucket',
}

const recordTitle = (record: RemediationRecord) =>
  isRemediatedInPart(record) ? 'Cooper mended in part S3 bucket' : TITLES[record.outcome]

export const messageOf = (record: RemediationRecord): Message => ({
  title: `${recordTitle(record)} ${record.bucket}`,
  facts: {
    outcome: record.outcome,
    control: notCompliantControls(record),
    bucket: record.bucket,
    account: record.account,
    region: record.region,
  },
  *forms() {
    const text = emailOf(record)
    yield { text, data: record }
    yield { text, data: shortened(record) }
  },
})

const notCompliantControls = ({ findings }: RemediationRecord) =>
  findings.filter((finding) => !isCompliant(finding)).map(({ control }) => control)

// A policy can be written so that JSON within JSON makes it several times as long.
function shortened({ before: _, after: __, ...record }: RemediationRecord) {
  const withoutEvidence = ({ evidence: _, ...finding }: Finding) => ({
    ...finding,
    // S3 stores any text as the key of an encryption rule, and a reason names it.
    reason: printable(finding.reason),
  })
  return {
    ...record,
    findings: record.findings.map(withoutEvidence),
    remaining: record.remaining.map(withoutEvidence),
    shortened: 'The whole record is in the log of Cooper: it would be too long for a message',
  }
}
