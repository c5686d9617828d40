import { describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { clientsOf, outcomeOf } from '../local-aws/support.ts'
import { policyOf } from '../support/builders.ts'
import { isWrite, TWO_READS } from './backend.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'

type Version = 'TLSv1.2' | 'TLSv1.3'

/** The answer to a client that supports at most this version of TLS, or no TLS. */
function read(aws: LocalAws, maxVersion?: Version): Promise<string> {
  const connection = maxVersion ? ({ protocol: 'https', maxVersion } as const) : {}
  return outcomeOf(clientsOf(aws, connection).s3.getObject({ Bucket: BUCKET, Key: 'object' }))
}

const readByAll = async (aws: LocalAws) => ({
  http: await read(aws),
  'TLS 1.2': await read(aws, 'TLSv1.2'),
  'TLS 1.3': await read(aws, 'TLSv1.3'),
})

async function deployWithObject(params: Readonly<Record<string, string>>) {
  const deployed = await deploy({ ...HELD, params })
  await deployed.createBucket()
  await deployed.s3.putObject({ Bucket: BUCKET, Key: 'object', Body: 'content' })
  return deployed
}

const REFUSED = 'AccessDenied'

describe('MINIMUM_TLS_VERSION', () => {
  test.each([
    ['', { http: REFUSED, 'TLS 1.2': 'ok', 'TLS 1.3': 'ok' }],
    ['1.2', { http: REFUSED, 'TLS 1.2': 'ok', 'TLS 1.3': 'ok' }],
    ['1.3', { http: REFUSED, 'TLS 1.2': REFUSED, 'TLS 1.3': 'ok' }],
  ])('"%s" refuses connections below it, which were accepted before', async (version, expected) => {
    const { aws, arrive, records } = await deployWithObject({ minimumTlsVersion: version })
    expect(await readByAll(aws)).toEqual({ http: 'ok', 'TLS 1.2': 'ok', 'TLS 1.3': 'ok' })
    expect((await arrive()).filter(isWrite)).toEqual(['PutBucketPolicy'])
    expect(await readByAll(aws)).toEqual(expected)
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
    expect(await arrive()).toEqual(TWO_READS)
  })

  test('adds its own statement, which alone does not refuse plain HTTP', async () => {
    const { aws, arrive, statements } = await deployWithObject({
      minimumTlsVersion: '1.3',
      controls: 'minimum-tls',
    })
    await arrive()
    expect(await readByAll(aws)).toEqual({ http: 'ok', 'TLS 1.2': REFUSED, 'TLS 1.3': 'ok' })
    expect((await statements()).map(({ Sid }) => Sid)).toEqual(['CooperMinimumTls'])
  })

  test('is satisfied by a stricter statement of the owner', async () => {
    const { createBucket, putPolicy, arrive } = await deploy({
      ...HELD,
      params: { minimumTlsVersion: '1.2' },
    })
    await createBucket()
    await putPolicy(policyOf(onlyTls13, tlsOnlyStatement({ name: BUCKET, partition: 'aws' })))
    expect(await arrive()).toEqual(TWO_READS)
  })
})

const onBucket = { Action: 's3:*', Resource: [ARN, `${ARN}/*`] }
const onlyTls13 = {
  ...{ Sid: 'OnlyTls13', Effect: 'Deny', Principal: '*', ...onBucket },
  Condition: { NumericLessThan: { 's3:TlsVersion': '1.3' } },
}

describe('TLS_STATEMENT', () => {
  // Denies every plain-HTTP request, in a form that AWS Config does not recognize.
  const equivalent = {
    ...{ Sid: 'NoHttp', Effect: 'Deny', Principal: '*', Action: '*', Resource: `${ARN}*` },
    Condition: { StringEquals: { 'aws:SecureTransport': 'false' } },
  }

  test('any: an equivalent statement of the owner is enough', async () => {
    const { aws, arrive, putPolicy } = await deployWithObject({ tlsStatement: 'any' })
    await putPolicy(policyOf(equivalent))
    expect(await read(aws)).toBe(REFUSED)
    expect(await arrive()).toEqual(TWO_READS)
  })

  test("canonical: AWS's documented statement is added beside the owner's", async () => {
    const { arrive, putPolicy, statements, records } = await deployWithObject({
      tlsStatement: 'canonical',
    })
    await putPolicy(policyOf(equivalent))
    await arrive()
    const canonical = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
    expect(await statements()).toEqual([equivalent, canonical])
    expect(records()).toMatchObject([{ outcome: 'remediated' }])
    expect(records()[0]?.findings.find(({ control }) => control === 'tls-only')?.reason).toMatch(
      /but not in the form that AWS Config recognizes$/,
    )
    expect(await arrive()).toEqual(TWO_READS)
  })

  test("canonical: AWS's documented statement is enough under the owner's Sid", async () => {
    const { arrive, putPolicy } = await deployWithObject({ tlsStatement: 'canonical' })
    const { Sid: _, ...canonical } = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
    await putPolicy(policyOf({ Sid: 'Mine', ...canonical }))
    expect(await arrive()).toEqual(TWO_READS)
  })
})
