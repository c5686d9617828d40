import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { flow } from './flow.ts'
import { ownersSid, type Wanted, type WantedEncryption } from './template-needs.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const cloudFormation = ({ bucket, statements, encryption }: Wanted): string =>
  [
    'CloudFormation:',
    ...(encryption ? encryptionOf(bucket, encryption) : []),
    ...(statements.length > 0 ? policyOf(bucket, statements) : []),
  ].join('\n')

const encryptionOf = (
  bucket: string,
  { algorithm, key, bucketKey, blocksCustomerKeys }: WantedEncryption,
) => [
  '  Bucket:',
  '    Type: AWS::S3::Bucket',
  '    Properties:',
  `      BucketName: '${bucket}'`,
  '      BucketEncryption:',
  '        ServerSideEncryptionConfiguration:',
  '          - ServerSideEncryptionByDefault:',
  `              SSEAlgorithm: ${algorithm}`,
  ...(key ? [`              KMSMasterKeyID: '${key}'`] : []),
  ...(bucketKey ? ['            BucketKeyEnabled: true'] : []),
  ...(blocksCustomerKeys
    ? ['            BlockedEncryptionTypes: { EncryptionType: [SSE-C] }']
    : []),
]

const policyOf = (bucket: string, statements: readonly OwnStatement[]) => [
  '  BucketPolicy:',
  '    Type: AWS::S3::BucketPolicy',
  '    Properties:',
  `      Bucket: '${bucket}'`,
  '      PolicyDocument:',
  "        Version: '2012-10-17'",
  '        Statement:',
  '          # keep your other statements here',
  ...statements.flatMap(statementOf),
]

const statementOf = (statement: OwnStatement) => [
  `          - Sid: ${ownersSid(statement)}`,
  `            Effect: ${statement.Effect}`,
  `            Principal: ${flow(statement.Principal ?? '*')}`,
  `            Action: ${statement.Action}`,
  `            Resource: ${flow(statement.Resource ?? [])}`,
  `            Condition: ${flow(statement.Condition ?? {})}`,
]
