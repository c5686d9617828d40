import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { allow, failureOf, signed } from './support.ts'

let aws: LocalAws
const operations: string[] = []
beforeAll(async () => {
  aws = await startLocalAws({
    log: (entry) => void (entry.type === 'request' && operations.push(entry.operation)),
    identities: {
      // No policy can deny this call, not even the caller's own.
      pipeline: {
        ...roleIdentity('210987654321', 'deploy', 'run-7'),
        policy: identityPolicy([allow('s3:ListBucket')]),
      },
    },
  })
})
afterAll(() => aws.close())

const whoIs = (accessKeyId: string, region = 'us-east-1') =>
  new STSClient({
    region,
    endpoint: aws.httpUrl,
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts: 1,
  }).send(new GetCallerIdentityCommand({}))

describe('GetCallerIdentity', () => {
  test.each([
    [
      'any access key is a user of that name',
      'developer',
      '123456789012',
      /user\/developer$/,
      /^AIDA/,
    ],
    [
      'a role',
      'pipeline',
      '210987654321',
      /sts::\d+:assumed-role\/deploy\/run-7$/,
      /^AROA.*:run-7$/,
    ],
    ['root', 'root', '123456789012', /:root$/, /^123456789012$/],
  ])('%s', async (_reason, key, account, arn, userId) => {
    const { Account, Arn, UserId } = await whoIs(key)
    expect(Account).toBe(account)
    expect(Arn).toMatch(arn)
    expect(UserId).toMatch(userId)
    expect(operations.at(-1)).toBe('GetCallerIdentity')
  })

  test('in any region', async () => {
    expect((await whoIs('developer', 'eu-central-1')).Account).toBe('123456789012')
  })
})

test('refuses unknown calls, in the format of STS', async () => {
  const response = await fetch(aws.httpUrl, {
    method: 'POST',
    headers: signed({ service: 'sts' }),
    body: new URLSearchParams({ Action: 'GetFederationToken' }),
  })
  expect(response.status).toBe(501)
  expect(await response.text()).toMatch(
    /<ErrorResponse xmlns="https:\/\/sts.*<Code>NotImplemented/s,
  )
})

test('a fault also works for STS', async () => {
  aws.fault({ operation: 'GetCallerIdentity', error: { code: 'ExpiredToken', status: 403 } })
  expect((await failureOf(whoIs('developer'))).name).toBe('ExpiredToken')
})
