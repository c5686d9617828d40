import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { readTrails } from '../../src/aws/trail.ts'
import type { LocalTrail } from '../../src/local-aws/cloudtrail/local-trail.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { allow } from '../local-aws/support.ts'

beforeAll(() => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  process.env.AWS_REGION = 'us-east-1'
})

const trail = (selectors: object, isLogging = true, name = 'one'): LocalTrail => ({
  arn: `arn:aws:cloudtrail:us-east-1:123456789012:trail/${name}`,
  ...{ isLogging, selectors },
})

const basic = (ReadWriteType: string, IncludeManagementEvents = true) => ({
  EventSelectors: [{ ReadWriteType, IncludeManagementEvents }],
})

const advanced = (...fields: readonly (readonly [Field: string, value: string])[]) => ({
  AdvancedEventSelectors: [
    { FieldSelectors: fields.map(([Field, value]) => ({ Field, Equals: [value] })) },
  ],
})

async function read(trails: readonly LocalTrail[] | undefined, allowed = ['cloudtrail:*']) {
  const policy = identityPolicy(allowed.map((action) => allow(action, '*')))
  const aws = await startLocalAws({
    ...(trails && { trails }),
    identities: { sweep: { ...roleIdentity('123456789012', 'sweep', 'one'), policy } },
  })
  onTestFinished(() => aws.close())
  const environment = { AWS_ACCESS_KEY_ID: 'sweep', AWS_ENDPOINT_URL: aws.httpUrl }
  process.env.AWS_ACCESS_KEY_ID = 'sweep'
  return readTrails('us-east-1', { ...process.env, ...environment })
}

test.each<[string, readonly LocalTrail[] | undefined, boolean]>([
  ['all events', undefined, true],
  ['write events', [trail(basic('WriteOnly'))], true],
  ['read events only', [trail(basic('ReadOnly'))], false],
  ['data events only', [trail(basic('All', false))], false],
  ['nothing, since it is stopped', [trail(basic('All'), false)], false],
  [
    'management events, by advanced selectors',
    [trail(advanced(['eventCategory', 'Management']))],
    true,
  ],
  ['data events, by advanced selectors', [trail(advanced(['eventCategory', 'Data']))], false],
  [
    'read events, by advanced selectors',
    [trail(advanced(['eventCategory', 'Management'], ['readOnly', 'true']))],
    false,
  ],
  [
    'write events, besides one that does not',
    [trail(basic('ReadOnly')), trail(basic('All'), true, 'two')],
    true,
  ],
  ['nothing, since there is none', [], false],
])('a trail records %s', async (_, trails, value) => {
  expect(await read(trails)).toEqual({ known: true, value })
})

test.each([
  ['trails', []],
  ['the events of a trail', ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus']],
])('without the permission to read %s, nobody knows', async (_, allowed) => {
  expect(await read(undefined, allowed)).toEqual({
    known: false,
    reason: expect.stringContaining('AccessDenied'),
  })
})
