import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describeRule } from '../core/encryption.ts'
import { type Account, KEY_ARN, openAccount } from './account.ts'
import { BUCKET, OBJECT, readEncryption, readObject, readStatements } from './bucket.ts'
import { createNarrator, type Narrator } from './narrator.ts'

const SSE_KMS = describeRule({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
})

const PARTNER_STATEMENT = {
  Sid: 'PartnerMayRead',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${BUCKET}/*`,
}

async function bucketIsCreated({ https, http }: Account, { scene, check }: Narrator) {
  scene('A developer creates a bucket and stores an object')
  await https.send(new CreateBucketCommand({ Bucket: BUCKET }))
  await https.send(new PutObjectCommand({ ...OBJECT, Body: 'Hello' }))
  check(`Bucket ${BUCKET} has no policy`, (await readStatements(https)).length === 0)
  check('Plain HTTP reads the object: 200', (await readObject(http)) === 200)
  check('Default encryption is SSE-S3', (await readEncryption(https)) === 'SSE-S3')
}

async function cooperMends(account: Account, { scene, say, check, quote }: Narrator) {
  const { aws, https, http } = account
  scene('The event arrives, and Cooper mends the bucket')
  say('This Cooper asks for SSE-KMS with a key of the account')
  await deliverLast(account)
  check('Plain HTTP is refused: 403', (await readObject(http)) === 403)
  check('HTTPS still reads the object: 200', (await readObject(https)) === 200)
  check(`Default encryption is ${SSE_KMS}`, (await readEncryption(https)) === SSE_KMS)
  check("Cooper's own two writes trigger nothing: still one event", account.events.length === 1)

  scene('The owner hears of it')
  const [message] = aws.messages()
  check('One message was published', aws.messages().length === 1)
  check(`Subject: ${message?.subject}`, message?.subject === `Cooper mended S3 bucket ${BUCKET}`)
  const email: string = JSON.parse(message?.message ?? '{"email":""}').email
  const told = [BUCKET, 'assumed-role/developer/session', 'SSE-KMS', 'CooperTlsOnly', 'Terraform:']
  check(
    'Its e-mail says what changed, who caused it, and what to put into a template',
    told.every((text) => email.includes(text)),
  )
  quote(email)
}

async function policyIsOverwritten(account: Account, { scene, say, check }: Narrator) {
  const { aws, https, http } = account
  scene('Somebody overwrites the policy with one of their own')
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [PARTNER_STATEMENT] })
  await https.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }))
  check('Plain HTTP reads the object again: 200', (await readObject(http)) === 200)

  say('The event arrives')
  await deliverLast(account)
  const [theirs, ours, ...others] = await readStatements(https)
  check('Plain HTTP is refused again: 403', (await readObject(http)) === 403)
  check(
    'Their statement stands first, to the letter',
    JSON.stringify(theirs) === JSON.stringify(PARTNER_STATEMENT),
  )
  check(
    "Cooper's statement follows, and nothing else",
    ours?.Sid === 'CooperTlsOnly' && others.length === 0,
  )
  check('The owner heard of it: a second message', aws.messages().length === 2)
}

async function eventComesAgain(account: Account, { scene, check }: Narrator) {
  scene('The same event comes once more')
  const before = account.requests.length
  await deliverLast(account)
  const requests = account.requests.slice(before).map(({ operation }) => operation)
  check(
    `Cooper looks: ${requests.toSorted().join(', ')}`,
    requests.toSorted().join() === 'GetBucketEncryption,GetBucketPolicy',
  )
  check('It writes nothing and tells nobody', account.aws.messages().length === 2)
}

async function deliverLast({ aws, events }: Account) {
  aws.deliver(events.at(-1))
  await aws.settled()
}

const narrator = createNarrator()
const account = await openAccount()
try {
  for (const tell of [bucketIsCreated, cooperMends, policyIsOverwritten, eventComesAgain]) {
    await tell(account, narrator)
  }
} finally {
  await account.aws.close()
}

const failures = narrator.failures()
narrator.say('')
narrator.say(
  failures.length === 0
    ? 'Every line with a check mark was checked. Next: `npm run local`, or the README.'
    : `${failures.length} of these lines did not hold.`,
)
process.exitCode = failures.length === 0 ? 0 : 1
