import type { BucketReport, Verdict } from '../check/bucket-report.ts'
import type { Mapping } from '../controls/mapping.ts'
import { requestIn } from '../explain/describe-request-data.ts'
import type { Finding } from '../finding.ts'
import { keepName, printable } from '../printable.ts'

/** A finding in the AWS Security Finding Format, with the fields by which others tell it apart. */
export interface AsffFinding extends Readonly<Record<string, unknown>> {
  readonly Id: string
  readonly ProductArn: string
  readonly AwsAccountId: string
  readonly Region: string
  readonly ProductFields: Readonly<Record<string, string>> & { readonly 'cooper/Verdict': Verdict }
}

/**
 * A bucket in the AWS Security Finding Format, with one finding per control. The Id of a finding never changes. The
 * workflow is left to Security Hub's users, so it has none.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 */
export const asffFindings = (
  report: Pick<BucketReport, 'bucket' | 'findings' | 'error'>,
  time: string,
): readonly AsffFinding[] => report.findings.map((finding) => asffFinding(finding, report, time))

function asffFinding(
  finding: Finding,
  { bucket, error }: Pick<BucketReport, 'bucket' | 'error'>,
  time: string,
): AsffFinding {
  const { name, account, region, partition } = bucket
  const { control, title, mapping, verdict } = finding
  const Severity = { Label: SEVERITIES[verdict] }
  const Types = ['Software and Configuration Checks/AWS Security Best Practices']
  return {
    SchemaVersion: '2018-10-08',
    Id: `cooper/${control}/${account}/${region}/${name}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'Cooper',
    GeneratorId: `cooper/${control}`,
    AwsAccountId: account,
    Region: region,
    Types,
    CreatedAt: time,
    UpdatedAt: time,
    Severity,
    // A later import updates severity and types by this field only. The first import needs the top-level fields too.
    FindingProviderFields: { Severity, Types },
    Title: `S3 bucket: ${title}`,
    Description: keepName(descriptionOf(finding), name),
    Remediation: { Recommendation: { Text: remedyText(name), Url: mapping.page } },
    ProductFields: { 'cooper/Verdict': verdict },
    Resources: [
      {
        Type: 'AwsS3Bucket',
        Id: `arn:${partition}:s3:::${name}`,
        Partition: partition,
        Region: region,
      },
    ],
    Compliance: {
      Status: error === undefined ? ASFF_STATUSES[verdict] : 'NOT_AVAILABLE',
      RelatedRequirements: requirementsOf(mapping),
    },
    RecordState: 'ACTIVE',
  }
}

/** What a person does about a finding, at most 512 characters. */
export const remedyText = (bucket: string): string =>
  `"cooper check ${bucket}" says why, and what Cooper would change. "cooper fix ${bucket}" changes it, and "cooper undo ${bucket}" takes it back. Cooper's docs/controls.md explains the control, the exemptions and what Cooper leaves alone.`

export const severityOf = (verdict: Verdict): string => SEVERITIES[verdict]

const SEVERITIES: Readonly<Record<Verdict, string>> = {
  'non-compliant': 'MEDIUM',
  unknown: 'LOW',
  exempt: 'INFORMATIONAL',
  compliant: 'INFORMATIONAL',
  'not-applicable': 'INFORMATIONAL',
}

// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html
const ASFF_STATUSES: Readonly<Record<Verdict, string>> = {
  'non-compliant': 'FAILED',
  unknown: 'WARNING',
  exempt: 'NOT_AVAILABLE',
  compliant: 'PASSED',
  'not-applicable': 'NOT_AVAILABLE',
}

// At most 1024 characters.
function descriptionOf(finding: Finding): string {
  const request = requestIn(finding)
  const reason = printable(finding.reason, 590)
  return request ? `${reason}. Counterexample: ${request}` : reason
}

/** Worded like Security Hub's own findings, which have at most 32. */
export function requirementsOf(mapping: Mapping): readonly string[] {
  return [
    ...mapping.cis.map((entry) => `CIS AWS Foundations Benchmark v${entry.replace(' ', '/')}`),
    ...mapping.pciDss.map((number) => `PCI DSS v4.0.1/${number}`),
    ...mapping.nist.map((number) => `NIST.800-53.r5 ${number}`),
  ].slice(0, 32)
}
