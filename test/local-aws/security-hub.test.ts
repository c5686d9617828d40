import { afterEach, beforeEach, expect, test } from 'vitest'
import { assess } from '../../src/core/assessment/assess.ts'
import { asffFindings } from '../../src/core/security-hub/asff-finding.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { BUCKET, circumstances, posture } from '../support/builders.ts'
import { signed } from './support.ts'

let aws: LocalAws
beforeEach(async () => {
  aws = await startLocalAws()
})
afterEach(() => aws.close())

const call = async (method: string, path: string, input: object, region = BUCKET.region) => {
  const headers = signed({ service: 'securityhub', region, accessKeyId: BUCKET.account })
  const answer = await fetch(`${aws.httpUrl}${path}`, {
    method,
    headers,
    body: JSON.stringify(input),
  })
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) }
}

const findings = (time = '2026-11-20T09:30:00.000Z') =>
  asffFindings({ bucket: BUCKET, findings: assess(posture(), circumstances()) }, time)

const importAll = (Findings: readonly object[], region?: string) =>
  call('POST', '/findings/import', { Findings }, region)

test('an import keeps the workflow, and an older finding changes nothing', async () => {
  expect(await importAll(findings())).toMatchObject({
    status: 200,
    SuccessCount: 6,
    FailedCount: 0,
  })
  const [first] = findings()
  const identifiers = [{ Id: first?.Id, ProductArn: first?.ProductArn }]
  const update = { FindingIdentifiers: identifiers, Workflow: { Status: 'RESOLVED' } }
  expect(await call('PATCH', '/findings/batchupdate', update)).toMatchObject({
    ...{ ProcessedFindings: identifiers, UnprocessedFindings: [] },
  })
  await importAll(findings('2026-11-21T09:30:00.000Z'))
  await importAll(findings('2026-11-19T09:30:00.000Z'))
  expect(aws.findings()[0]).toMatchObject({
    ...{ UpdatedAt: '2026-11-21T09:30:00.000Z', Workflow: { Status: 'RESOLVED' } },
  })
})

test.each<[string, object]>([
  ['a field too long', { Title: 'x'.repeat(257) }],
  ['no time', { UpdatedAt: 'yesterday' }],
  ['another account', { AwsAccountId: '999999999999' }],
  ['another region', { Region: 'eu-west-1' }],
  ['the product of somebody else', { ProductArn: 'arn:aws:securityhub:eu-central-1::product/a/b' }],
  [
    'no status of compliance that exists',
    { Compliance: { Status: 'GOOD', RelatedRequirements: [] } },
  ],
])('refuses a finding with %s, and takes the others', async (_reason, part) => {
  const [first, ...others] = findings()
  const answer = await importAll([{ ...first, ...part }, ...others])
  expect(answer).toMatchObject({
    ...{ FailedCount: 1, SuccessCount: 5 },
    FailedFindings: [{ Id: first?.Id, ErrorCode: 'InvalidInput' }],
  })
})

test.each<[string, string, string, object, string]>([
  ['no finding', 'POST', '/findings/import', { Findings: [] }, 'InvalidInputException'],
  [
    'a filter that it does not know',
    'POST',
    '/findings',
    { Filters: { Nope: [] }, MaxResults: 1 },
    'InvalidInputException',
  ],
  [
    'too many results',
    'POST',
    '/findings',
    { Filters: {}, MaxResults: 101 },
    'InvalidInputException',
  ],
  ['another operation', 'POST', '/products', {}, 'NotImplemented'],
])('refuses %s', async (_reason, method, path, input, code) => {
  expect(await call(method, path, input)).toMatchObject({ __type: code })
})

test('refuses 101 findings, and an update of a finding that is not there', async () => {
  const many = Array.from({ length: 101 }, () => findings()[0] ?? {})
  expect(await importAll(many)).toMatchObject({ __type: 'InvalidInputException' })
  const FindingIdentifiers = [{ Id: 'none', ProductArn: 'none' }]
  const update = { FindingIdentifiers, Workflow: { Status: 'NEW' } }
  expect(await call('PATCH', '/findings/batchupdate', update)).toMatchObject({
    UnprocessedFindings: [{ ErrorCode: 'FindingNotFound' }],
  })
})
