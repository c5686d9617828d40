import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { flow } from './flow.ts'
import { ownersSid, type TemplateEncryption, type TemplateNeeds } from './template-needs.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const cloudFormation = ({ bucket, statements, encryption }: TemplateNeeds): string =>
  [
    'CloudFormation:',
    ...(encryption ? cloudFormationEncryption(bucket, encryption) : []),
    ...(statements.length > 0 ? cloudFormationPolicy(bucket, statements) : []),
  ].join('\n')

const cloudFormationEncryption = (
  bucket: string,
  { algorithm, key, bucketKey, blocksSseC }: TemplateEncryption,
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
  ...(blocksSseC ? ['            BlockedEncryptionTypes: { EncryptionType: [SSE-C] }'] : []),
]

const cloudFormationPolicy = (bucket: string, statements: readonly OwnStatement[]) => [
  '  BucketPolicy:',
  '    Type: AWS::S3::BucketPolicy',
  '    Properties:',
  `      Bucket: '${bucket}'`,
  '      PolicyDocument:',
  "        Version: '2012-10-17'",
  '        Statement:',
  '          # keep your other statements here',
  ...statements.flatMap(cloudFormationStatement),
]

const cloudFormationStatement = (statement: OwnStatement) => [
  `          - Sid: ${ownersSid(statement)}`,
  `            Effect: ${statement.Effect}`,
  `            Principal: ${flow(statement.Principal ?? '*')}`,
  `            Action: ${statement.Action}`,
  `            Resource: ${flow(statement.Resource ?? [])}`,
  `            Condition: ${flow(statement.Condition ?? {})}`,
]
