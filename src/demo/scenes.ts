import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { describeRule } from '../core/encryption/rule.ts'
import { type Account, KEY_ARN } from './account.ts'
import { readEncryption, readObject, readStatements, storeObject } from './bucket.ts'
import type { Narrator } from './narrator.ts'

export const DEMO_BUCKET = 'cooper-demo-bucket'

const SSE_S3_SETTING = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } as const

export const SSE_KMS = describeRule({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
  BucketKeyEnabled: true,
  BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
})

type SceneHeaders = Partial<PutObjectCommandInput>

export const OTHER_KEY_ARN = KEY_ARN.replace('1234abcd', '9876fedc')

const ANOTHER_KEY: SceneHeaders = {
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: OTHER_KEY_ARN,
}

const OWN_KEY: SceneHeaders = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }

const PARTNER_STATEMENT = {
  Sid: 'PartnerMayRead',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${DEMO_BUCKET}/*`,
}

export async function bucketIsCreated({ https, http }: Account, { scene, check }: Narrator) {
  scene('An old template creates a bucket, and a developer stores an object')
  await https.send(new CreateBucketCommand({ Bucket: DEMO_BUCKET }))
  const ServerSideEncryptionConfiguration = { Rules: [SSE_S3_SETTING] }
  await https.send(
    new PutBucketEncryptionCommand({ Bucket: DEMO_BUCKET, ServerSideEncryptionConfiguration }),
  )
  await storeObject(https, DEMO_BUCKET)
  check(
    `Bucket ${DEMO_BUCKET} has no policy`,
    (await readStatements(https, DEMO_BUCKET)).length === 0,
  )
  check('Default encryption is SSE-S3', (await readEncryption(https, DEMO_BUCKET)) === 'SSE-S3')
  check('Plain HTTP reads the object: 200', (await readObject(http, DEMO_BUCKET)) === 200)
  check(
    'An upload with another KMS key is accepted: 200',
    (await storeObject(https, DEMO_BUCKET, ANOTHER_KEY)) === 200,
  )
  check(
    'An upload with a customer-provided key (SSE-C) is accepted: 200',
    (await storeObject(https, DEMO_BUCKET, OWN_KEY)) === 200,
  )
}

export async function cooperFixes(account: Account, { scene, say, check }: Narrator) {
  const { https, http, events } = account
  scene('The event arrives, and Cooper fixes the bucket')
  say('This Cooper requires SSE-KMS with a customer managed key, also for uploads')
  const before = events.length
  const writes = (await deliverLast(account)).filter((operation) => operation.startsWith('Put'))
  check(`Default encryption is ${SSE_KMS}`, (await readEncryption(https, DEMO_BUCKET)) === SSE_KMS)
  check('Plain HTTP is refused: 403', (await readObject(http, DEMO_BUCKET)) === 403)
  check(
    'An upload with another KMS key is refused: 403',
    (await storeObject(https, DEMO_BUCKET, ANOTHER_KEY)) === 403,
  )
  check(
    'An upload with a customer-provided key (SSE-C) is refused: 403',
    (await storeObject(https, DEMO_BUCKET, OWN_KEY)) === 403,
  )
  check('HTTPS still reads the object: 200', (await readObject(https, DEMO_BUCKET)) === 200)
  check(
    'An upload without encryption headers is accepted: 200',
    (await storeObject(https, DEMO_BUCKET, {})) === 200,
  )
  check(
    `Cooper made two writes, which trigger no further events: ${writes.join(', ')}`,
    writes.join() === 'PutBucketEncryption,PutBucketPolicy' && events.length === before,
  )
}

export async function ownerIsNotified({ aws }: Account, { scene, say, check, quote }: Narrator) {
  scene('Cooper notifies the owner')
  const [message] = aws.messages()
  check('One message was published', aws.messages().length === 1)
  check(
    `Subject: ${message?.subject}`,
    message?.subject === `Cooper fixed S3 bucket ${DEMO_BUCKET}`,
  )
  const email: string = JSON.parse(message?.message ?? '{"email":""}').email
  const contents = [
    DEMO_BUCKET,
    'assumed-role/developer/session',
    'SSE-KMS',
    'CooperTlsOnly',
    'Terraform:',
  ]
  check(
    'The e-mail says what changed, who caused it, and what to add to a template',
    contents.every((text) => email.includes(text)),
  )
  const [letter = '', template = ''] = email.split(/(?<=^FOR YOUR NEXT .*\n)/m)
  quote(letter)
  say(`… and ${template.trim().split('\n').length} lines for CloudFormation, CDK and Terraform`)
}

export async function policyIsOverwritten(account: Account, { scene, say, check }: Narrator) {
  const { aws, https, http } = account
  scene('A user replaces the policy with another one')
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [PARTNER_STATEMENT] })
  await https.send(new PutBucketPolicyCommand({ Bucket: DEMO_BUCKET, Policy }))
  check('Plain HTTP reads the object again: 200', (await readObject(http, DEMO_BUCKET)) === 200)

  say('The event arrives')
  await deliverLast(account)
  const [partnerStatement, ...others] = await readStatements(https, DEMO_BUCKET)
  check('Plain HTTP is refused again: 403', (await readObject(http, DEMO_BUCKET)) === 403)
  check(
    "The user's statement comes first, unchanged",
    JSON.stringify(partnerStatement) === JSON.stringify(PARTNER_STATEMENT),
  )
  const sids = others.map(({ Sid }) => Sid).join(', ')
  check(
    `Cooper's statements follow, and nothing else: ${sids}`,
    sids === 'CooperTlsOnly, CooperUploadAlgorithm, CooperUploadKey',
  )
  check('The owner was notified: a second message', aws.messages().length === 2)
}

export async function eventComesAgain(account: Account, { scene, check }: Narrator) {
  scene('The same event arrives again')
  const requests = await deliverLast(account)
  check(
    `Cooper reads the bucket: ${requests.join(', ')}`,
    requests.join() === 'GetBucketEncryption,GetBucketPolicy',
  )
  check('It writes nothing and notifies nobody', account.aws.messages().length === 2)
}

/** Delivers the newest event to Cooper, and returns the calls that Cooper then made, sorted by name. */
export async function deliverLast({ aws, events, requests }: Account): Promise<readonly string[]> {
  const before = requests.length
  aws.deliver(events.at(-1))
  await aws.settled()
  return requests
    .slice(before)
    .map(({ operation }) => operation)
    .toSorted()
}
