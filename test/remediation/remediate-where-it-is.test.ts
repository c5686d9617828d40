import { expect, test } from 'vitest'
import { bucketElsewhere } from '../../src/core/failures/bucket-elsewhere.ts'
import { remediateWhereItIs } from '../../src/remediation/remediate-where-it-is.ts'
import { BUCKET, bucketEvent, SETTINGS } from '../support/builders.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const thenElsewhere = (region: string) => () => {
  throw bucketElsewhere(BUCKET, region, undefined)
}

/** Handles an event where each region answers by the script. */
function handle(elsewhere: Readonly<Record<string, string>>) {
  const regions: string[] = []
  const s3 = fakeS3({})
  const { notified, ports } = fakePorts({ s3: s3.s3 })
  const result = remediateWhereItIs(bucketEvent(), SETTINGS, (region) => {
    regions.push(region)
    const next = elsewhere[region]
    return next ? { ...ports, s3: { ...s3.s3, readPolicy: thenElsewhere(next) } } : ports
  })
  return { result, regions, notified, writes: () => s3.calls.filter((call) => /^put/.test(call)) }
}

test('a bucket of the own region is remediated there', async () => {
  const { result, regions } = handle({})
  expect(await result).toMatchObject({ outcome: 'remediated', region: 'us-east-1' })
  expect(regions).toEqual(['us-east-1'])
})

test('a bucket of another region is remediated there, and people are told so', async () => {
  const { result, regions, notified } = handle({ 'us-east-1': 'eu-west-1' })
  expect(await result).toMatchObject({ outcome: 'remediated', region: 'eu-west-1' })
  expect(regions).toEqual(['us-east-1', 'eu-west-1'])
  expect(notified).toMatchObject([{ region: 'eu-west-1', account: BUCKET.account }])
})

test('a bucket that is never where S3 says it is, is not written', async () => {
  const { result, writes } = handle({ 'us-east-1': 'eu-west-1', 'eu-west-1': 'us-east-1' })
  await expect(result).rejects.toMatchObject({ code: 'BucketElsewhere' })
  expect(writes()).toEqual([])
})
