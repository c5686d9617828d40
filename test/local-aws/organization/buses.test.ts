import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { expect, onTestFinished, test } from 'vitest'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import type { ForwardingRule } from '../../../src/local-aws/events/local-bus.ts'
import { localRole } from '../../../src/local-aws/identity/role.ts'
import type { EventEntry } from '../../../src/local-aws/log.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'
import { allow, clientsOf } from '../support.ts'

const HUB = '111111111111'
const MEMBER = '222222222222'
const OTHER = '333333333333'
const STRANGER = '999999999999'
const ORGANIZATION = 'o-exampleorg1'

const busOf = (account: string, name = 'default') =>
  `arn:aws:events:us-east-1:${account}:event-bus/${name}`
const HUB_BUS = busOf(HUB, 'hub')

const ofOrganization: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: HUB_BUS },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
    },
  ],
}

const sender = (account: string, Resource = HUB_BUS, service = 'events.amazonaws.com') =>
  localRole({
    ...{ account, name: 'send', policy: [allow('events:PutEvents', Resource)] },
    trust: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })

const S3_EVENTS = { source: ['aws.s3'] }

const forward = (account: string, to = HUB_BUS): ForwardingRule => ({
  ...{ from: busOf(account), pattern: S3_EVENTS, to, role: sender(account).arn },
})

async function start(options: Parameters<typeof startLocalAws>[0] = {}) {
  const events: EventEntry[] = []
  const aws = await startLocalAws({
    account: HUB,
    buses: [{ arn: HUB_BUS, policy: ofOrganization }],
    organization: {
      ...{ id: ORGANIZATION, root: 'r-root', managementAccount: HUB },
      accounts: [HUB, MEMBER, OTHER].map((id) => ({ id, name: id })),
    },
    roles: [MEMBER, OTHER, STRANGER].map((account) => sender(account)),
    forwardingRules: [MEMBER, OTHER, STRANGER].map((account) => forward(account)),
    log: (entry) => void (entry.type === 'event' && events.push(entry)),
    ...options,
  })
  onTestFinished(() => aws.close())
  const putTo = (accessKeyId: string, EventBusName: string, Source = 'cooper') =>
    new EventBridgeClient({
      ...{ region: 'us-east-1', endpoint: aws.httpUrl, maxAttempts: 1 },
      credentials: { accessKeyId, secretAccessKey: 'any' },
    })
      .send(
        new PutEventsCommand({
          Entries: [{ Source, DetailType: 'Forged', Detail: '{}', EventBusName }],
        }),
      )
      .then(
        ({ Entries }) => Entries?.[0]?.ErrorCode ?? 'ok',
        ({ name }: Error) => name,
      )
  return {
    aws,
    putTo,
    create: (account: string, Bucket = 'cooper-example-bucket') =>
      clientsOf(aws, { accessKeyId: account }).s3.createBucket({ Bucket }),
    /** Each event as the bus on which it came, and the account of its envelope. */
    seen: () =>
      events.map(({ bus, event }) => `${bus.split(':').slice(4).join(' ')} ${event.account}`),
  }
}

test("a member's event reaches the hub's bus with its own account", async () => {
  const { create, seen } = await start()
  await create(MEMBER)
  expect(seen()).toEqual([
    `${MEMBER} event-bus/default ${MEMBER}`,
    `${HUB} event-bus/hub ${MEMBER}`,
  ])
})

test("the hub's functions have rules on its bus, and on the default bus", async () => {
  const ended: string[] = []
  const { create, aws } = await start({
    functions: ['default', 'hub'].map((bus) => ({
      ...{ name: bus, handler: 'handler', file: '/none.cjs', environment: {}, role: { name: bus } },
      ...{ patterns: bus === 'default' ? [S3_EVENTS] : [], retries: 0, timeoutMs: 1, memoryMb: 1 },
      busPatterns: bus === 'default' ? [] : [{ bus, pattern: S3_EVENTS }],
    })),
    log: (entry) => void (entry.type === 'event' && ended.push(...entry.functions)),
    copies: () => 0,
  })
  await create(MEMBER, 'member-bucket')
  await create(HUB, 'hub-bucket')
  await aws.settled()
  expect(ended).toEqual(['hub', 'default'])
})

test.each<[reason: string, options: Parameters<typeof start>[0]]>([
  ['an account outside of the organization', { forwardingRules: [forward(STRANGER)] }],
  ['a bus without a policy', { buses: [{ arn: HUB_BUS }], forwardingRules: [forward(MEMBER)] }],
  ['a rule without its role', { roles: [] }],
  ['a role that may not send to that bus', { roles: [sender(MEMBER, busOf(HUB))] }],
  ['a role that EventBridge may not use', { roles: [sender(MEMBER, HUB_BUS, 's3.amazonaws.com')] }],
])('nothing reaches the hub from %s', async (_reason, options) => {
  const { create, seen } = await start(options)
  await create(options?.forwardingRules?.[0]?.from.split(':')[4] ?? MEMBER)
  expect(seen()).toHaveLength(1)
})

test('an event goes on to no third account', async () => {
  const third = busOf(OTHER)
  const { create, seen } = await start({
    buses: [
      { arn: HUB_BUS, policy: ofOrganization },
      { arn: busOf(HUB, 'second') },
      {
        arn: third,
        policy: {
          ...ofOrganization,
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: third },
          ],
        },
      },
    ],
    roles: [sender(MEMBER), sender(HUB, '*')],
    forwardingRules: [
      forward(MEMBER),
      { ...forward(HUB, busOf(HUB, 'second')), from: HUB_BUS },
      { ...forward(HUB, third), from: HUB_BUS },
      forward(HUB, third),
    ],
  })
  await create(MEMBER, 'member-bucket')
  expect(seen()).toEqual([
    `${MEMBER} event-bus/default ${MEMBER}`,
    `${HUB} event-bus/hub ${MEMBER}`,
    `${HUB} event-bus/second ${MEMBER}`,
  ])
  await create(HUB, 'hub-bucket')
  expect(seen().slice(3)).toEqual([
    `${HUB} event-bus/default ${HUB}`,
    `${OTHER} event-bus/default ${HUB}`,
  ])
})

test.each<[reason: string, caller: string, bus: string, source: string, expected: string]>([
  ['a member, on the bus of the hub', MEMBER, HUB_BUS, 'cooper', 'ok'],
  ['a member, with a source of AWS', MEMBER, HUB_BUS, 'aws.s3', 'NotAuthorizedForSourceException'],
  [
    'a member, on the default bus of the hub',
    MEMBER,
    busOf(HUB),
    'cooper',
    'AccessDeniedException',
  ],
  ['a stranger, on the bus of the hub', STRANGER, HUB_BUS, 'cooper', 'AccessDeniedException'],
  ['the hub, on its bus by name', HUB, 'hub', 'cooper', 'ok'],
  ['a bus that does not exist', HUB, 'none', 'cooper', 'InvalidArgument'],
])('PutEvents by %s', async (_reason, caller, bus, source, expected) => {
  const { putTo, seen } = await start()
  expect(await putTo(caller, bus, source)).toBe(expected)
  // No caller can choose the account of the envelope.
  expect(seen()).toEqual(expected === 'ok' ? [`${HUB} event-bus/hub ${caller}`] : [])
})

test('a call on the bucket of another account is recorded in both accounts', async () => {
  const { create, aws, seen } = await start()
  await create(MEMBER)
  const { s3 } = clientsOf(aws, { accessKeyId: STRANGER })
  await s3.deleteBucketPolicy({ Bucket: 'cooper-example-bucket' }).catch(() => {})
  expect(seen().slice(2)).toEqual([
    `${MEMBER} event-bus/default ${MEMBER}`,
    `${HUB} event-bus/hub ${MEMBER}`,
    `${STRANGER} event-bus/default ${STRANGER}`,
  ])
})
