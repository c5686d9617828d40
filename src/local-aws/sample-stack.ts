import { Agent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { LocalAws } from './options.ts'
import { deploymentIdentity, localStack } from './stack/local-stack.ts'

const STACK_BUCKET = 'sample-stack-uploads'
const DEPLOYMENT = 'cloudformation'

/**
 * Plays the deployment of a stack: CloudFormation creates a bucket, some time later its policy, and then the stack is
 * complete. `pause`: what happens between these. Default: ten seconds pass.
 */
export async function playSampleStack(
  aws: LocalAws,
  pause: () => Promise<void> = () => wait(10_000),
): Promise<void> {
  aws.addIdentity(DEPLOYMENT, deploymentIdentity(aws.account))
  const s3 = new S3Client({
    ...{ endpoint: aws.httpsUrl, forcePathStyle: true, region: aws.region },
    credentials: { accessKeyId: DEPLOYMENT, secretAccessKey: 'any' },
    requestHandler: { httpsAgent: new Agent({ ca: aws.ca }) },
  })
  const stack = localStack(aws, 'sample-stack', s3)
  await s3.send(new CreateBucketCommand({ Bucket: STACK_BUCKET }))
  stack.tag(STACK_BUCKET, 'Uploads')
  await pause()
  await stack.createPolicy(STACK_BUCKET, httpsOnly(`arn:aws:s3:::${STACK_BUCKET}`))
  await pause()
  stack.report('CREATE_COMPLETE')
  s3.destroy()
}

const httpsOnly = (arn: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Sid: 'HttpsOnly', Effect: 'Deny', Principal: '*', Action: 's3:*' },
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
})
