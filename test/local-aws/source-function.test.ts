import { afterAll, expect, test } from 'vitest'
import { functionIdentity, roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, outcomeOf } from './support.ts'

const ACCOUNT = '123456789012'
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:cooper`
const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`

// A role whose permissions only the code of one function may use.
const policy = identityPolicy([
  {
    ...allow('*'),
    Action: ['s3:*', 'sns:Publish', 'events:PutEvents'],
    Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } },
  },
])

const aws = await startLocalAws({
  topics: [TopicArn],
  identities: {
    cooper: { ...functionIdentity(ACCOUNT, 'r', FUNCTION), policy },
    other: { ...functionIdentity(ACCOUNT, 'r', `${FUNCTION}-other`), policy },
    person: { ...roleIdentity(ACCOUNT, 'r', 'person'), policy },
  },
})
afterAll(() => aws.close())
const Bucket = 'a-bucket'
await clientsOf(aws).s3.createBucket({ Bucket })

const as = (accessKeyId: string) => clientsOf(aws, { accessKeyId })
const Entries = [{ Source: 'cooper', DetailType: 'x', Detail: '{}' }]

test.each<[string, (clients: ReturnType<typeof clientsOf>) => Promise<unknown>]>([
  ['a call on a bucket', ({ s3 }) => s3.listObjectsV2({ Bucket })],
  ['a call on the account', ({ s3 }) => s3.listBuckets({})],
  ['a message', ({ sns }) => sns.publish({ TopicArn, Message: 'x' })],
  ['an event', ({ events }) => events.putEvents({ Entries })],
])('%s is allowed to the function of the policy only', async (_what, call) => {
  expect(await outcomeOf(call(as('cooper')))).toBe('ok')
  expect(await outcomeOf(call(as('other')))).not.toBe('ok')
  expect(await outcomeOf(call(as('person')))).not.toBe('ok')
})
