import { expect, test } from 'vitest'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { tinyFunction } from '../local-aws/tiny-function.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { BUCKET, deploy } from './deployed.ts'

const OLD = policyOf(OWNERS_STATEMENT)

/** A function that puts its own policy again some time after each put by another caller. */
const automation = tinyFunction(
  `await new Promise((done) => setTimeout(done, 700))
  return call('PUT', '/${BUCKET}?policy', ${JSON.stringify(JSON.stringify(OLD))})`,
  {
    name: 'automation',
    role: { name: 'automation' },
    patterns: [
      {
        detail: {
          eventName: ['PutBucketPolicy'],
          errorCode: [{ exists: false }],
          userIdentity: {
            sessionContext: { sessionIssuer: { userName: [{ 'anything-but': 'automation' }] } },
          },
        },
      },
    ],
  },
)

test('an automation that reverts every change gets three puts of Cooper, and then one message that names the automation', async () => {
  const functions = [...readStack('serverless.yml').functions, automation]
  const { aws, createBucket, operations, policy, records, emails, events } = await deploy({
    functions,
  })
  await createBucket()
  await aws.settled()
  expect(operations().filter((name) => name === 'PutBucketPolicy')).toHaveLength(3)
  expect(JSON.parse(await policy())).toEqual(OLD)
  const flapping = records().filter(({ outcome }) => outcome === 'flapping')
  expect(flapping).toMatchObject([{ flapping: [{ control: 'tls-only', times: 3 }] }])
  expect(records().map(({ outcome }) => outcome)).toEqual([
    ...Array(3).fill('remediated'),
    'flapping',
  ])
  expect(emails().at(-1)).toContain('Undone by arn:aws:sts::123456789012:assumed-role/automation/')
  expect(events().filter((name) => name === 'PutBucketPolicy').length).toBeGreaterThan(5)
  expect(aws.deadLetters()).toEqual([])
})
