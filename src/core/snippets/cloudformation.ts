import { bucketArn } from '../policy/resources.ts'
import type { Wanted, WantedEncryption } from './wanted.ts'

export const cloudFormation = (wanted: Wanted): string =>
  [
    'CloudFormation:',
    ...(wanted.encryption ? encryption(wanted.bucket, wanted.encryption) : []),
    ...(wanted.tlsOnly ? policy(wanted) : []),
    '',
    'CDK:',
    ...cdk(wanted),
  ].join('\n')

const encryption = (bucket: string, { algorithm, key, bucketKey }: WantedEncryption) => [
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
]

const policy = (wanted: Wanted) => [
  '  BucketPolicy:',
  '    Type: AWS::S3::BucketPolicy',
  '    Properties:',
  `      Bucket: '${wanted.bucket}'`,
  '      PolicyDocument:',
  "        Version: '2012-10-17'",
  '        Statement:',
  '          # keep your other statements here',
  '          - Sid: CooperTlsOnly',
  '            Effect: Deny',
  "            Principal: '*'",
  '            Action: s3:*',
  `            Resource: ['${arnOf(wanted)}', '${arnOf(wanted)}/*']`,
  "            Condition: { Bool: { 'aws:SecureTransport': 'false' } }",
]

const arnOf = ({ partition, bucket }: Wanted) => bucketArn({ partition, name: bucket })

const cdk = ({ tlsOnly, encryption: wanted }: Wanted) => [
  "  new s3.Bucket(this, 'Bucket', {",
  ...(tlsOnly ? ['    enforceSSL: true,'] : []),
  ...(wanted ? [`    encryption: s3.BucketEncryption.${cdkName(wanted)},`] : []),
  ...(wanted?.key ? [`    encryptionKey: kms.Key.fromKeyArn(this, 'Key', '${wanted.key}'),`] : []),
  ...(wanted?.bucketKey ? ['    bucketKeyEnabled: true,'] : []),
  '  })',
]

function cdkName({ algorithm, key }: WantedEncryption) {
  if (algorithm === 'AES256') return 'S3_MANAGED'
  return `${algorithm === 'aws:kms' ? 'KMS' : 'DSSE'}${key ? '' : '_MANAGED'}`
}
