import type { YamlObject } from '../../src/local-aws/stack/tree.ts'

/** `Fn::Sub`, with `<Name>` for `${Name}`. */
const sub = (text: string) => ({ 'Fn::Sub': text.replaceAll('<', '${').replaceAll('>', '}') })

const HUB_ROLES = { 'Fn::Split': [',', { Ref: 'HubRoleArns' }] }

/** The template of a member's stack, in short: the rule, the role with which it sends, and the role that the hub assumes. */
export const MEMBER_TEMPLATE: YamlObject = {
  Parameters: {
    HubBusArn: { Type: 'String' },
    HubRoleArns: { Type: 'String' },
    HubAccount: { Type: 'String' },
    MemberRoleName: { Type: 'String', Default: 'cooper-member' },
    IamRegion: { Type: 'String', Default: 'us-east-1' },
  },
  Conditions: { HasIam: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'IamRegion' }] } },
  Resources: {
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.s3', 'aws.cloudformation'],
          detail: {
            userIdentity: {
              sessionContext: {
                sessionIssuer: {
                  arn: [
                    { exists: false },
                    {
                      'anything-but': [
                        sub('arn:<AWS::Partition>:iam::<AWS::AccountId>:role/<MemberRoleName>'),
                      ],
                    },
                  ],
                },
              },
            },
          },
        },
        Targets: [
          {
            Id: 'hub',
            Arn: { Ref: 'HubBusArn' },
            RoleArn: sub('arn:<AWS::Partition>:iam::<AWS::AccountId>:role/cooper-sender'),
          },
        ],
      },
    },
    Sender: {
      Type: 'AWS::IAM::Role',
      Condition: 'HasIam',
      Properties: {
        RoleName: 'cooper-sender',
        AssumeRolePolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
              Principal: { Service: 'events.amazonaws.com' },
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'send',
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'HubBusArn' } },
              ],
            },
          },
        ],
      },
    },
    Member: {
      Type: 'AWS::IAM::Role',
      Condition: 'HasIam',
      Properties: {
        RoleName: { Ref: 'MemberRoleName' },
        AssumeRolePolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
              Principal: { AWS: sub('arn:<AWS::Partition>:iam::<HubAccount>:root') },
              Condition: { ArnEquals: { 'aws:PrincipalArn': HUB_ROLES } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'buckets',
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
                {
                  Effect: 'Allow',
                  Action: [
                    ...['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:ListBucket'],
                    ...['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
                    ...['s3:GetBucketTagging', 's3:GetBucketWebsite', 's3:GetBucketLogging'],
                    ...['s3:GetBucketAcl', 's3:GetBucketPublicAccessBlock'],
                    's3:GetObject',
                  ],
                  Resource: sub('arn:<AWS::Partition>:s3:::*'),
                  Condition: {
                    StringEquals: { 's3:ResourceAccount': { Ref: 'AWS::AccountId' } },
                  },
                },
              ],
            },
          },
        ],
      },
    },
  },
}
