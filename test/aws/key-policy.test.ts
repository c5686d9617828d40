import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyPreflight } from '../../src/aws/key-preflight.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { KEY_ARN, OTHER_KEY_ARN, policyOf, SETTINGS } from '../support/builders.ts'

const POLICY = policyOf({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' })

let aws: LocalAws
const requests: string[] = []

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'tester'
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  process.env.AWS_REGION = 'us-east-1'
  aws = await startLocalAws({
    keyPolicies: { [KEY_ARN]: POLICY },
    log: (entry) => {
      if (entry.type === 'request') requests.push(`${entry.service} ${entry.operation}`)
    },
  })
})
afterAll(() => aws.close())

const preflight = () => keyPreflight({ AWS_ENDPOINT_URL: aws.httpUrl, AWS_REGION: 'us-east-1' })
const asking = (kmsKeyArn: string | undefined, kmsPreflight = true) => ({
  ...SETTINGS,
  kmsPreflight,
  kmsKeyArn,
})

describe('KMS_PREFLIGHT', () => {
  test('reads the policy of the key once', async () => {
    requests.length = 0
    const withKeyPolicy = preflight()
    const first = await withKeyPolicy(asking(KEY_ARN))
    const second = await withKeyPolicy(asking(KEY_ARN))
    expect(first.keyPolicy).toMatchObject({ known: true, value: { document: POLICY } })
    expect(second.keyPolicy).toBe(first.keyPolicy)
    expect(requests).toEqual(['kms GetKeyPolicy'])
  })

  test('has the reason of a refusal, and asks again', async () => {
    requests.length = 0
    const withKeyPolicy = preflight()
    const { keyPolicy } = await withKeyPolicy(asking(OTHER_KEY_ARN))
    await withKeyPolicy(asking(OTHER_KEY_ARN))
    expect(keyPolicy).toMatchObject({
      known: false,
      reason: expect.stringContaining('NotFoundException'),
    })
    expect(requests).toEqual(['kms GetKeyPolicy', 'kms GetKeyPolicy'])
  })

  test('asks nothing without the setting or a key', async () => {
    requests.length = 0
    expect(await preflight()(asking(KEY_ARN, false))).not.toHaveProperty('keyPolicy')
    expect(await preflight()(asking(undefined))).not.toHaveProperty('keyPolicy')
    expect(requests).toEqual([])
  })
})
