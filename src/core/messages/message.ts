import { type Finding, isCompliant } from '../finding.ts'
import type { RemediationRecord } from '../journal/record.ts'
import { keepName, printable } from '../printable.ts'
import { describeAnnounced } from './describe-announced.ts'
import { emailOf } from './email.ts'
import { headingOf } from './heading.ts'

/** A notification, independent of the channel. Each channel gives it the form that it needs. */
export interface Message {
  /** One printable line, of any length. */
  readonly title: string
  /** Attributes for the filters of subscribers. */
  readonly facts: Readonly<Record<string, string | readonly string[]>>
  /** Absent: the message is about many buckets. */
  readonly record?: RemediationRecord
  /** At least one form, from the longest to the shortest. A channel sends the first one that it accepts. */
  forms(): Iterable<MessageForm>
}

export interface MessageForm {
  /** For people. */
  readonly text: string
  /** For programs. */
  readonly data: object
}

export const messageOf = (record: RemediationRecord): Message => ({
  title: `${headingOf(record).title} ${record.bucket}`,
  facts: {
    outcome: record.outcome,
    control: notCompliantControls(record),
    bucket: record.bucket,
    account: record.account,
    ...(record.accountOwner && { accountOwner: record.accountOwner }),
    region: record.region,
  },
  record,
  *forms() {
    const text = keepName(emailOf(record), record.bucket)
    const announcement = describeAnnounced(record)
    const extra = announcement && { announcement }
    yield { text, data: { ...record, ...extra } }
    yield { text, data: { ...shortened(record), ...extra } }
  },
})

const notCompliantControls = ({ findings }: RemediationRecord) =>
  findings.filter((finding) => !isCompliant(finding)).map(({ control }) => control)

// Escaping can make a policy several times as long where JSON contains it as JSON text.
function shortened({ before: _, after: __, ...record }: RemediationRecord) {
  const withoutEvidence = ({ evidence: _, ...finding }: Finding) => ({
    ...finding,
    // S3 stores any text as the key of an encryption rule, and a reason may quote it.
    reason: keepName(printable(finding.reason), record.bucket),
  })
  return {
    ...record,
    findings: record.findings.map(withoutEvidence),
    remaining: record.remaining.map(withoutEvidence),
    shortened: 'The complete record is too long for a message: see the log of Cooper',
  }
}
