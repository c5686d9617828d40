import { setTimeout as sleep } from 'node:timers/promises'
import { deploymentIdentity, localStack } from '../../src/local-aws/stack/local-stack.ts'
import { clientsOf } from '../local-aws/support.ts'
import { ARN, BUCKET, deploy } from './deployed.ts'

/** A bucket policy of a template, which meets what Cooper requires by default. */
export const TEMPLATE_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enforced',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [ARN, `${ARN}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
}

const ACCOUNT = '123456789012'

/** An account in which CloudFormation deploys the stack `shop`. */
export async function deployment(options: Parameters<typeof deploy>[0] = {}) {
  const identities = {
    deployment: deploymentIdentity(ACCOUNT),
    'cloud-control': { ...deploymentIdentity(ACCOUNT), invokedBy: 'cloudcontrolapi.amazonaws.com' },
  }
  const deployed = await deploy({ identities, ...options })
  const { aws } = deployed
  const clientOf = (accessKeyId: string) => clientsOf(aws, { protocol: 'https', accessKeyId }).s3
  const deployer = clientOf('deployment')
  const stack = localStack(aws, 'shop', deployer)
  return {
    ...deployed,
    stack,
    /** A client whose calls CloudFormation makes. */
    deployer,
    /** A client whose calls Cloud Control makes. */
    cloudControl: clientOf('cloud-control'),
    /** The writes of Cooper to buckets. */
    puts: () => deployed.operations().filter((name) => /^(Put|Delete)/.test(name)),
    async createStackBucket(name = BUCKET, logicalId = 'Uploads') {
      await deployer.createBucket({ Bucket: name })
      stack.tag(name, logicalId)
      await aws.settled()
    },
    /** Begins an update in a later second than the last status: the times of AWS's events are whole seconds. */
    beginUpdate: () => sleep(1005 - (Date.now() % 1000)),
    async finish(status: string) {
      stack.report(status)
      await aws.settled()
    },
  }
}

/** A stack in progress that just made a bucket. */
export async function stackWithBucket(options: Parameters<typeof deploy>[0] = {}) {
  const account = await deployment(options)
  await account.createStackBucket()
  return account
}
