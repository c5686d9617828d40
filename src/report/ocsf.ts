import type { BucketReport, Verdict } from '../core/check/bucket-report.ts'
import { withUnread } from '../core/check/with-unread.ts'
import { standardsOf } from '../core/controls/mapping.ts'
import type { Finding } from '../core/finding.ts'
import { bucketArn } from '../core/policy/evaluation/resources.ts'
import { keepName, LONGEST_REASON, printable, printableJson } from '../core/printable.ts'
import { remedyText, requirementsOf } from '../core/security-hub/asff-finding.ts'
import type { Settings } from '../core/settings.ts'
import type { Output, Write } from './output.ts'

export interface OcsfFacts {
  readonly settings: Settings
  /** In ISO 8601, UTC. */
  readonly time: string
  /** The version of Cooper. */
  readonly version: string
}

/**
 * One finding per line, as JSON in the Open Cybersecurity Schema Framework 1.6: https://schema.ocsf.io/1.6.0/classes/compliance_finding
 * The uid of a finding never changes.
 */
export const ocsf = (write: Write, facts: OcsfFacts): Output => ({
  async add(report) {
    const { bucket, findings } = withUnread(report, facts.settings)
    const lines = findings.map((one) => `${printableJson(ocsfFinding(one, bucket, facts))}\n`)
    await write(lines.join(''))
  },
  end: async () => {},
})

function ocsfFinding(
  finding: Finding,
  bucket: BucketReport['bucket'],
  { time, version }: OcsfFacts,
): object {
  const { name, account, region, partition } = bucket
  const { control, title, mapping, verdict } = finding
  const reason = keepName(printable(finding.reason, LONGEST_REASON), name)
  const { activity, compliance, severity, status } = WORDS[verdict]
  const milliseconds = Date.parse(time)
  return {
    ...{ category_uid: 2, category_name: 'Findings' },
    ...{ class_uid: 2003, class_name: 'Compliance Finding' },
    ...{ activity_id: activity.id, activity_name: activity.name },
    type_uid: 200300 + activity.id,
    type_name: `Compliance Finding: ${activity.name}`,
    ...{ time: milliseconds, time_dt: time, message: reason },
    ...{ severity_id: severity.id, severity: severity.name },
    ...{ status_id: status.id, status: status.name },
    metadata: {
      version: '1.6.0',
      profiles: ['cloud', 'datetime'],
      product: { name: 'Cooper', vendor_name: 'Cooper', uid: 'cooper', version },
    },
    cloud: {
      ...{ provider: 'AWS', region, cloud_partition: partition },
      account: { uid: account, type_id: 10, type: 'AWS Account' },
    },
    finding_info: {
      uid: `cooper/${control}/${account}/${region}/${name}`,
      title: `S3 bucket: ${title}`,
      desc: reason,
      types: ['Software and Configuration Checks/AWS Security Best Practices'],
      ...{ modified_time: milliseconds, modified_time_dt: time },
      analytic: { name: control, uid: control, type_id: 1, type: 'Rule' },
    },
    compliance: {
      control,
      ...{ standards: standardsOf(mapping), requirements: requirementsOf(mapping) },
      ...{ status_id: compliance.id, status: compliance.name, status_details: [reason] },
    },
    remediation: { desc: remedyText(name), references: [mapping.page] },
    resources: [
      {
        ...{ uid: bucketArn(bucket), name, type: 'AWS::S3::Bucket' },
        ...{ region, cloud_partition: partition },
      },
    ],
  }
}

interface Word {
  readonly id: number
  readonly name: string
}

interface Words {
  readonly activity: Word
  readonly compliance: Word
  readonly severity: Word
  readonly status: Word
}

const word = (id: number, name: string): Word => ({ id, name })

// Consumers take a finding as active unless it is closed.
const OPEN = word(1, 'Create')
const CLOSED = word(3, 'Close')
const INFORMATIONAL = word(1, 'Informational')

const WORDS: Readonly<Record<Verdict, Words>> = {
  'non-compliant': {
    ...{ activity: OPEN, compliance: word(3, 'Fail') },
    ...{ severity: word(3, 'Medium'), status: word(1, 'New') },
  },
  unknown: {
    ...{ activity: OPEN, compliance: word(0, 'Unknown') },
    ...{ severity: word(2, 'Low'), status: word(1, 'New') },
  },
  exempt: {
    ...{ activity: OPEN, compliance: word(99, 'Exempt') },
    ...{ severity: INFORMATIONAL, status: word(3, 'Suppressed') },
  },
  compliant: {
    ...{ activity: CLOSED, compliance: word(1, 'Pass') },
    ...{ severity: INFORMATIONAL, status: word(4, 'Resolved') },
  },
  'not-applicable': {
    ...{ activity: CLOSED, compliance: word(99, 'Not applicable') },
    ...{ severity: INFORMATIONAL, status: word(4, 'Resolved') },
  },
}
