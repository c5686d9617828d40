import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf } from './support.ts'
import { tinyFunction } from './tiny-function.ts'

const pattern = { source: ['aws.s3'] }
let aws: LocalAws
beforeAll(async () => {
  const schedules = [{ name: 'nightly', expression: 'rate(1 day)', isEnabled: false }]
  aws = await startLocalAws({
    functions: [{ ...tinyFunction(''), name: 'tiny', patterns: [pattern], schedules }],
  })
})
afterAll(() => aws.close())

it('rules are listed with what they match and what they trigger', async () => {
  const { events } = clientsOf(aws)
  const { Rules } = await events.listRules({})
  expect(Rules).toMatchObject([
    { Name: 'tiny-rule-1', State: 'ENABLED', EventPattern: JSON.stringify(pattern) },
    { Name: 'nightly', State: 'DISABLED', ScheduleExpression: 'rate(1 day)' },
  ])
  expect((await events.listRules({ NamePrefix: 'n' })).Rules).toHaveLength(1)
  expect((await events.listTargetsByRule({ Rule: 'nightly' })).Targets).toMatchObject([
    { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:tiny' },
  ])
  expect((await events.listEventBuses({})).EventBuses).toMatchObject([{ Name: 'default' }])
})
