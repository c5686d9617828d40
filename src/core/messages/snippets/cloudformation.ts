import type { OwnStatement } from '../../statements/cooper-statements.ts'
import { flow } from './flow.ts'
import {
  ownersSid,
  policyIdOf,
  type TemplateEncryption,
  type TemplateNeeds,
} from './template-needs.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const cloudFormation = (needs: TemplateNeeds): string =>
  [
    'CloudFormation:',
    ...(needs.encryption ? cloudFormationEncryption(needs, needs.encryption) : []),
    ...(needs.statements.length > 0 ? cloudFormationPolicy(needs) : []),
  ].join('\n')

const cloudFormationEncryption = (
  { bucket, logicalId = 'Bucket' }: TemplateNeeds,
  { algorithm, key, bucketKey, blocksSseC }: TemplateEncryption,
) => [
  `  ${logicalId}:`,
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

const cloudFormationPolicy = ({ bucket, logicalId, isNewPolicy, statements }: TemplateNeeds) => [
  `  ${policyIdOf(logicalId)}:`,
  '    Type: AWS::S3::BucketPolicy',
  ...(isNewPolicy && logicalId
    ? ['    DeletionPolicy: Delete # CloudFormation imports nothing without it']
    : []),
  '    Properties:',
  `      Bucket: ${logicalId ? `!Ref ${logicalId}` : `'${bucket}'`}`,
  '      PolicyDocument:',
  "        Version: '2012-10-17'",
  '        Statement:',
  ...(isNewPolicy ? [] : ['          # keep your other statements here']),
  ...statements.flatMap(cloudFormationStatement),
]

const cloudFormationStatement = (statement: OwnStatement) => [
  `          - Sid: ${ownersSid(statement)}`,
  `            Effect: ${statement.Effect}`,
  `            Principal: ${flow(statement.Principal ?? '*')}`,
  `            Action: ${actionsIn(statement)}`,
  `            Resource: ${flow(statement.Resource ?? [])}`,
  `            Condition: ${flow(statement.Condition ?? {})}`,
]

const actionsIn = ({ Action }: OwnStatement) =>
  typeof Action === 'string' ? Action : flow(Action ?? [])
