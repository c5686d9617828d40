import { emailOf } from './email.ts'
import { isCompliant } from './finding.ts'
import { asciiJson } from './printable.ts'
import type { Outcome, RemediationRecord } from './record.ts'

/** An SNS message. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export interface Notification {
  /** ASCII, fewer than 100 characters, no line break. */
  readonly subject: string
  /** JSON with one text for each protocol, as `MessageStructure: json` wants it. 256 KiB would be too much, which two policies cannot fill. */
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
  unknown: 'Cooper could not check S3 bucket',
  failed: 'Cooper could not mend S3 bucket',
}

const MAX_SUBJECT = 99

export function notificationOf(record: RemediationRecord): Notification {
  return {
    subject: `${SUBJECTS[record.outcome]} ${record.bucket}`.slice(0, MAX_SUBJECT),
    message: asciiJson({ default: asciiJson(record), email: emailOf(record) }),
    attributes: {
      outcome: text(record.outcome),
      control: { type: 'String.Array', value: JSON.stringify(controlsIn(record)) },
      bucket: text(record.bucket),
      account: text(record.account),
      region: text(record.region),
    },
  }
}

const text = (value: string): Attribute => ({ type: 'String', value })

const controlsIn = ({ findings }: RemediationRecord) =>
  findings.filter((finding) => !isCompliant(finding)).map(({ control }) => control)
