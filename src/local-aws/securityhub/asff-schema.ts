import * as v from 'valibot'

const text = (most: number) => v.pipe(v.string(), v.regex(/\S/), v.maxLength(most))

const Timestamp = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/),
)

const Severity = v.strictObject({
  Label: v.picklist(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
})

// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html
const Types = v.pipe(
  v.array(
    v.pipe(
      text(256),
      v.regex(
        /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/,
      ),
    ),
  ),
  v.minLength(1),
  v.maxLength(50),
)

const Resource = v.strictObject({
  Type: text(256),
  Id: text(512),
  Partition: v.picklist(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc']),
  Region: text(16),
  Tags: v.exactOptional(v.record(text(128), v.pipe(v.string(), v.maxLength(256)))),
})

/**
 * A finding in the AWS Security Finding Format with the fields that Cooper uses, and their documented limits. The workflow is
 * none of them: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export const AsffSchema = v.strictObject({
  SchemaVersion: v.literal('2018-10-08'),
  Id: text(512),
  ProductArn: v.pipe(
    text(2048),
    v.regex(/^arn:aws[\w-]*:securityhub:[\w-]+:\d{12}:product\/\d{12}\/default$/),
  ),
  ProductName: text(128),
  GeneratorId: text(512),
  AwsAccountId: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  Region: text(16),
  Types,
  CreatedAt: Timestamp,
  UpdatedAt: Timestamp,
  Severity,
  FindingProviderFields: v.strictObject({ Severity, Types }),
  Title: text(256),
  Description: text(1024),
  Remediation: v.strictObject({
    Recommendation: v.strictObject({
      Text: text(512),
      Url: v.pipe(text(2048), v.url(), v.startsWith('https://')),
    }),
  }),
  ProductFields: v.pipe(
    v.record(text(128), v.pipe(v.string(), v.maxLength(2048))),
    v.maxEntries(50),
  ),
  Resources: v.pipe(v.array(Resource), v.minLength(1), v.maxLength(32)),
  Compliance: v.strictObject({
    Status: v.picklist(['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE']),
    RelatedRequirements: v.pipe(v.array(text(64)), v.maxLength(32)),
  }),
  RecordState: v.picklist(['ACTIVE', 'ARCHIVED']),
})

export type ImportedFinding = v.InferOutput<typeof AsffSchema>
