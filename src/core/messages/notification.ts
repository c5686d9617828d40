import { type Finding, isCompliant } from '../finding.ts'
import type { Outcome, RemediationRecord } from '../journal/record.ts'
import { printable, printableJson } from '../printable.ts'
import { emailOf, isRemediatedInPart } from './email.ts'

/** An SNS message. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export interface Notification {
  /** ASCII, fewer than 100 characters, no line break. */
  readonly subject: string
  /** JSON with one text for each protocol, as `MessageStructure: json` wants it; 256 KiB at most. */
  readonly message: string
  /** What subscribers can filter by. */
  readonly attributes: Readonly<Record<string, Attribute>>
}

export interface Attribute {
  readonly type: 'String' | 'String.Array'
  readonly value: string
}

const SUBJECTS: Readonly<Record<Outcome, string>> = {
  remediated: 'Cooper mended S3 bucket',
  reported: 'Cooper: not compliant: S3 bucket',
  flapping: 'Cooper holds still on S3 bucket',
  undone: "A change of Cooper's was undone on S3 bucket",
  unknown: 'Cooper could not check all of S3 bucket',
  failed: 'Cooper could not mend S3 bucket',
  exempt: 'Cooper left as it is: S3 bucket',
}

const MAX_SUBJECT = 99

const recordSubject = (record: RemediationRecord) =>
  isRemediatedInPart(record) ? 'Cooper mended in part S3 bucket' : SUBJECTS[record.outcome]

export function notificationOf(record: RemediationRecord): Notification {
  return {
    subject: `${recordSubject(record)} ${record.bucket}`.slice(0, MAX_SUBJECT),
    message: recordMessage(record),
    attributes: {
      outcome: stringAttribute(record.outcome),
      control: { type: 'String.Array', value: JSON.stringify(notCompliantControls(record)) },
      bucket: stringAttribute(record.bucket),
      account: stringAttribute(record.account),
      region: stringAttribute(record.region),
    },
  }
}

const stringAttribute = (value: string): Attribute => ({ type: 'String', value })

const notCompliantControls = ({ findings }: RemediationRecord) =>
  findings.filter((finding) => !isCompliant(finding)).map(({ control }) => control)

// SNS takes 256 KiB, of which the attributes need less than one.
const MAX_BYTES = 255 * 1024

function recordMessage(record: RemediationRecord): string {
  const email = emailOf(record)
  const message = (text: object) => printableJson({ default: printableJson(text), email })
  const whole = message(record)
  return bytesIn(whole) <= MAX_BYTES ? whole : message(shortened(record))
}

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
    shortened: 'The whole record is in the log of Cooper: it would be too long for SNS',
  }
}

const bytesIn = (text: string) => new TextEncoder().encode(text).length
