import { CreateBucketCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3'
import { localStack } from '../local-aws/stack/local-stack.ts'
import { type Account, KEY_ARN } from './account.ts'
import { readStatements } from './bucket.ts'
import type { Narrator } from './narrator.ts'
import { deliverLast } from './scenes.ts'

const SHOP_BUCKET = 'cooper-demo-shop-uploads'
const ARN = `arn:aws:s3:::${SHOP_BUCKET}`

/** A template's own policy, which meets what this Cooper requires. */
const TEMPLATE_POLICY = {
  Version: '2012-10-17',
  Statement: [
    deny('HttpsOnly', 's3:*', [ARN, `${ARN}/*`], { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('OurAlgorithm', 's3:PutObject', `${ARN}/*`, {
      StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
      Null: { 's3:x-amz-server-side-encryption': 'false' },
    }),
    deny('OurKey', ['s3:PutObject', 's3:UpdateObjectEncryption'], `${ARN}/*`, {
      StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
      StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY_ARN },
    }),
  ],
}

function deny(
  Sid: string,
  Action: string | string[],
  Resource: string | string[],
  Condition: object,
) {
  return { Sid, Effect: 'Deny', Principal: '*', Action, Resource, Condition }
}

export async function stackIsDeployed(account: Account, { scene, say, check }: Narrator) {
  const { aws, https, deployment } = account
  scene('CloudFormation deploys a bucket, whose policy comes a moment later')
  const stack = localStack(aws, 'shop', deployment)
  const messages = aws.messages().length
  await deployment.send(new CreateBucketCommand({ Bucket: SHOP_BUCKET }))
  stack.tag(SHOP_BUCKET, 'Uploads')
  await deployment.send(
    new PutBucketEncryptionCommand({
      Bucket: SHOP_BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: KEY_ARN,
            },
            BucketKeyEnabled: true,
            BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
          },
        ],
      },
    }),
  )

  say('The event arrives while the stack is in progress')
  const early = await deliverLast(account)
  check(
    'Cooper waits: it creates no policy, which would make the stack fail',
    !early.some((operation) => operation.startsWith('Put')) &&
      (await readStatements(https, SHOP_BUCKET)).length === 0,
  )

  await stack.createPolicy(SHOP_BUCKET, TEMPLATE_POLICY)
  const present = await readStatements(https, SHOP_BUCKET)
  const sids = present.map(({ Sid }) => Sid).join(', ')
  check(
    `CloudFormation creates the policy of the template: ${sids}`,
    JSON.stringify(present) === JSON.stringify(TEMPLATE_POLICY.Statement),
  )

  say('The stack is complete, and Cooper looks again')
  stack.report('CREATE_COMPLETE')
  const requests = await deliverLast(account)
  check(
    `The bucket is compliant: ${requests.join(', ')}`,
    requests.join() === 'GetBucketEncryption,GetBucketPolicy',
  )
  check('Nobody was disturbed: no message', aws.messages().length === messages)
}
