import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { KEY_ARN } from '../support/builders.ts'
import { ARN, BUCKET, deploy } from './deployed.ts'

const PARAMS = { defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, kmsPreflight: 'true' }
const READER = { AWS: 'arn:aws:iam::210987654321:role/reader' }
const POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: READER,
    Action: 's3:GetObject',
    Resource: `${ARN}/*`,
  },
}

const keyFor = (Principal: JsonObject) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
})

/** The deployed functions, with or without the permission that the template adds with `kmsPreflight`. */
const functionsOf = (mayRead: boolean) =>
  readStack('serverless.yml', { params: PARAMS }).functions.map((one) => ({
    ...one,
    role: {
      ...one.role,
      statements: (one.role.statements ?? []).filter(
        ({ Action }) => mayRead || Action !== 'kms:GetKeyPolicy',
      ),
    },
  }))

async function remediate(keyPolicy: object, mayRead = true) {
  const keyCalls: string[] = []
  const deployed = await deploy({
    params: PARAMS,
    functions: functionsOf(mayRead),
    keyPolicies: { [KEY_ARN]: keyPolicy },
    heard: (operation) => {
      if (operation === 'GetKeyPolicy') keyCalls.push(operation)
    },
  })
  await deployed.createBucket()
  await deployed.aws.settled()
  await deployed.putPolicy(POLICY)
  await deployed.aws.settled()
  return { ...deployed, keyCalls }
}

describe('KMS_PREFLIGHT in the deployed bundle', () => {
  test('puts the key where its policy lets the readers in, and reads it once a start', async () => {
    const { encryption, keyCalls } = await remediate(keyFor({ AWS: '*' }))
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).toBe(KEY_ARN)
    expect(keyCalls).toEqual(['GetKeyPolicy'])
  })
})

test.each<[string, object, boolean]>([
  ['does not let a reader in', keyFor({ AWS: 'arn:aws:iam::123456789012:root' }), true],
  ['is not readable', keyFor({ AWS: '*' }), false],
])('the key is not put where its policy %s', async (_reason, keyPolicy, mayRead) => {
  const deployed = await deploy({
    params: PARAMS,
    functions: functionsOf(mayRead),
    keyPolicies: { [KEY_ARN]: keyPolicy },
    // A bucket that has the policy before Cooper sees it.
    stackBuckets: [...readStack('serverless.yml').stackBuckets, { name: BUCKET }],
    stackPolicies: [{ bucket: BUCKET, document: POLICY }],
  })
  await deployed.putPolicy(POLICY)
  await deployed.aws.settled()
  const rule = await deployed.encryption()
  expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
  expect(await deployed.policy()).toContain('CooperTlsOnly')
})
