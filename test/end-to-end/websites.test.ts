import { describe, expect, test } from 'vitest'
import { policyOf } from '../support/builders.ts'
import { isWrite } from './backend.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'

const publicRead = {
  ...{ Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' },
  Resource: `${ARN}/*`,
}

const PAGE = 'index.html'

/** A static website, which anybody can read over plain HTTP. */
async function deployWithSite(params: Readonly<Record<string, string>> = {}) {
  const deployed = await deploy({ ...HELD, params })
  const { s3, createBucket, putPolicy } = deployed
  await createBucket()
  const WebsiteConfiguration = { IndexDocument: { Suffix: PAGE } }
  await s3.putBucketWebsite({ Bucket: BUCKET, WebsiteConfiguration })
  await s3.deletePublicAccessBlock({ Bucket: BUCKET })
  await s3.putObject({ Bucket: BUCKET, Key: PAGE, Body: '<p>Hello</p>', ContentType: 'text/html' })
  await putPolicy(policyOf(publicRead))
  return deployed
}

describe('a static website', () => {
  test('still answers over plain HTTP after the event, and the message says why', async () => {
    const { visit, arrive, records, emails, statements } = await deployWithSite()
    expect(await visit(PAGE)).toBe(200)
    expect(await arrive()).toEqual([
      ...['GetBucketEncryption', 'GetBucketPolicy', 'GetBucketTagging', 'GetBucketWebsite'],
      'Publish',
    ])
    expect(await visit(PAGE)).toBe(200)
    expect(await statements()).toEqual([publicRead])
    expect(records()).toMatchObject([
      {
        outcome: 'exempt',
        steps: [],
        remaining: [{ control: 'tls-only', verdict: 'exempt', exemption: { by: 'website' } }],
      },
    ])
    const [email = ''] = emails()
    expect(email).toContain(
      'LEFT ALONE\n- tls-only: The bucket hosts a static website over plain HTTP',
    )
  })

  test('is exempt from every control that would break it, and remediated for the others', async () => {
    const { visit, arrive, records, encryption } = await deployWithSite({
      ...{ minimumTlsVersion: '1.3', sseC: 'block', uploadEncryption: 'matching' },
    })
    await arrive()
    expect(await visit(PAGE)).toBe(200)
    expect(await encryption()).toMatchObject({
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    })
    expect(records()).toMatchObject([
      {
        outcome: 'remediated',
        steps: [{ step: { controls: ['upload-encryption'] }, status: 'done' }],
        remaining: [
          { control: 'tls-only', verdict: 'exempt' },
          { control: 'minimum-tls', verdict: 'exempt' },
        ],
      },
    ])
  })

  test('is remediated with WEBSITE_BUCKETS=remediate', async () => {
    const { visit, arrive, records } = await deployWithSite({ websiteBuckets: 'remediate' })
    expect(await visit(PAGE)).toBe(200)
    expect(await arrive()).not.toContain('GetBucketWebsite')
    expect(await visit(PAGE)).toBe(403)
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
  })

  test('is remediated after the event that its website configuration was deleted', async () => {
    const { s3, visit, arrive, records, events } = await deployWithSite()
    await arrive()
    expect(await visit(PAGE)).toBe(200)
    await s3.deleteBucketWebsite({ Bucket: BUCKET })
    expect(events().at(-1)).toBe('DeleteBucketWebsite')
    await arrive()
    expect(await visit(PAGE)).toBe(403)
    expect(records().at(-1)).toMatchObject({
      outcome: 'remediated',
      event: { name: 'DeleteBucketWebsite' },
    })
  })

  test('is unknown if the website configuration cannot be read, and nothing is written', async () => {
    const { aws, visit, arrive, records } = await deployWithSite()
    const message = 'no permissions boundary allows the s3:GetBucketWebsite action'
    const error = { code: 'AccessDenied', status: 403, message }
    aws.fault({ operation: 'GetBucketWebsite', error })
    expect((await arrive()).filter(isWrite)).toEqual([])
    expect(await visit(PAGE)).toBe(200)
    expect(records()).toMatchObject([
      { outcome: 'unknown', remaining: [{ control: 'tls-only', verdict: 'unknown' }] },
    ])
    expect(records()[0]?.remaining[0]?.reason).toContain(
      "s3:GetBucketWebsite was refused with AccessDenied, by the permissions boundary of Cooper's role",
    )
  })
})
