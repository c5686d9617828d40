import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { flow } from './flow.ts'
import { ownersSid, type TemplateEncryption, type TemplateNeeds } from './template-needs.ts'

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3.Bucket.html */
export function cdk({ statements, encryption }: TemplateNeeds): string {
  const enforceSsl = statements.some(({ Sid }) => Sid === 'CooperTlsOnly')
  const isProperty = ({ Sid }: OwnStatement) =>
    enforceSsl && (Sid === 'CooperTlsOnly' || Sid === 'CooperMinimumTls')
  const properties = [
    ...statements.filter(isProperty).map(propertyOf),
    ...(encryption ? encryptionProperties(encryption) : []),
  ]
  const others = statements.filter((statement) => !isProperty(statement))
  return [
    'CDK:',
    "  const bucket = new s3.Bucket(this, 'Bucket', {",
    ...properties.map((property) => `    ${property},`),
    '  })',
    ...others.flatMap(cdkStatement),
  ].join('\n')
}

// The CDK supports a minimum TLS version only together with enforceSSL.
function propertyOf({ Sid, Condition }: OwnStatement): string {
  if (Sid === 'CooperTlsOnly') return 'enforceSSL: true'
  const version = /\d\.\d/.exec(JSON.stringify(Condition))
  return `minimumTLSVersion: ${version?.[0]}`
}

const encryptionProperties = (encryption: TemplateEncryption) => [
  `encryption: s3.BucketEncryption.${cdkEncryption(encryption)}`,
  ...(encryption.key
    ? [`encryptionKey: kms.Key.fromKeyArn(this, 'Key', '${encryption.key}')`]
    : []),
  ...(encryption.bucketKey ? ['bucketKeyEnabled: true'] : []),
  ...(encryption.blocksSseC ? ['blockedEncryptionTypes: [s3.BlockedEncryptionType.SSE_C]'] : []),
]

function cdkEncryption({ algorithm, key }: TemplateEncryption): string {
  if (algorithm === 'AES256') return 'S3_MANAGED'
  return `${algorithm === 'aws:kms' ? 'KMS' : 'DSSE'}${key ? '' : '_MANAGED'}`
}

const cdkStatement = (statement: OwnStatement) => [
  '  bucket.addToResourcePolicy(',
  `    iam.PolicyStatement.fromJson(${flow({ ...statement, Sid: ownersSid(statement) })}),`,
  '  )',
]
