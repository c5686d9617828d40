import { expect, test } from 'vitest'
import { playSampleStack } from '../../src/local-aws/sample-stack.ts'
import { deploy } from '../end-to-end/deployed.ts'

test('the sample stack deploys its own policy, and Cooper disturbs it with no write', async () => {
  const { aws, operations, records } = await deploy()
  await playSampleStack(aws, aws.settled)
  await aws.settled()
  expect(aws.bucket('sample-stack-uploads')?.policy?.text).toContain('HttpsOnly')
  expect(operations()).toContain('GetBucketTagging')
  expect(operations().filter((name) => !name.startsWith('Get'))).toEqual([])
  expect(records()).toEqual([])
  expect(aws.deadLetters()).toEqual([])
})
