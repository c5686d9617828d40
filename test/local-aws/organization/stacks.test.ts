import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { functionIdentity } from '../../../src/local-aws/identity/identity.ts'
import { readMember } from '../../../src/local-aws/stack/read-member.ts'
import {
  HUB,
  HUB_BUS,
  MEMBER_ROLE,
  MEMBERS,
  memberTemplate,
  organization,
  STRANGER,
} from '../../support/organization.ts'
import { outcomeOf } from '../support.ts'

const [MEMBER] = MEMBERS

const FUNCTIONS: Readonly<Record<string, string>> = { bot: 'bucketChanged', sweep: 'sweep' }

describe('an organization with a hub', () => {
  test.each<[reason: string, account: string, isAtHub: boolean]>([
    ['of a member reaches the function of the hub', MEMBER, true],
    ['of a stranger reaches nobody, even with the stack of a member', STRANGER, false],
  ])('an event %s', async (_reason, account, isAtHub) => {
    const { s3Of, events } = await organization({ copies: () => 0 })
    await s3Of(account).createBucket({ Bucket: 'some-bucket' })
    const atHub = events().filter(({ bus }) => bus === HUB_BUS)
    expect(atHub.map(({ event, functions }) => [event.account, functions])).toEqual(
      isAtHub ? [[account, ['cooper-dev-bucketChanged']]] : [],
    )
  })

  test('fixes the bucket of a member by the role there', async () => {
    const { s3Of, aws, statements, requests, records } = await organization()
    await s3Of(MEMBER).createBucket({ Bucket: 'some-bucket' })
    await aws.settled()
    expect(statements('some-bucket')).toMatchObject([{ Sid: 'CooperTlsOnly' }])
    const puts = requests().filter(({ operation }) => operation === 'PutBucketPolicy')
    expect(puts.map(({ caller }) => caller)).toEqual([
      `arn:aws:sts::${MEMBER}:assumed-role/cooper-member/cooper`,
    ])
    expect(records()).toMatchObject([
      {
        ...{ bucket: 'some-bucket', account: MEMBER },
        undoCommand: expect.stringMatching(/^npx cooper undo some-bucket .* --account 2{12}$/),
      },
    ])
  })

  test.each<[reason: string, role: string, account: string, expected: string]>([
    ['the bot, a member', 'bot', MEMBER, 'ok'],
    ['the sweep, a member', 'sweep', MEMBER, 'ok'],
    ['another role, a member', 'other', MEMBER, 'AccessDenied'],
    ['the bot, a stranger', 'bot', STRANGER, 'AccessDenied'],
    ['the bot, an account without the role', 'bot', '555555555555', 'AccessDenied'],
  ])('the role of a member lets in: %s', async (_reason, who, account, expected) => {
    const { aws, roleOf } = await organization()
    const roles = { bot: roleOf('bucketChanged'), sweep: roleOf('sweep'), other: undefined }
    const { name, ...more } = roles[who as keyof typeof roles] ?? { name: 'other' }
    // A hub may assume the role by the code of its functions only.
    const functionArn = `arn:aws:lambda:us-east-1:${HUB}:function:cooper-dev-${FUNCTIONS[who]}`
    aws.addIdentity('caller', { ...functionIdentity(HUB, name, functionArn), ...more })
    const sts = new STSClient({
      ...{ region: 'us-east-1', endpoint: aws.httpUrl, maxAttempts: 1 },
      credentials: { accessKeyId: 'caller', secretAccessKey: 'any' },
    })
    const RoleArn = `arn:aws:iam::${account}:role/${MEMBER_ROLE}`
    const call = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'cooper' }))
    expect(await outcomeOf(call)).toBe(expected)
  })
})

describe('the stack of a member', () => {
  const parameters = {
    HubAccount: HUB,
    HubBusName: 'cooper-dev-hub',
    HubRoleArns: `arn:aws:iam::${HUB}:role/bot`,
  }

  test('has its roles in one region only, and its rules in every region', () => {
    const inRegion = (region: string) =>
      readMember(memberTemplate(), { account: MEMBER, region, parameters })
    expect(inRegion('us-east-1').roles.map(({ arn }) => arn)).toEqual([
      `arn:aws:iam::${MEMBER}:role/cooper-member-events`,
      `arn:aws:iam::${MEMBER}:role/cooper-member`,
    ])
    expect(inRegion('eu-west-1').roles).toEqual([])
    const rules = inRegion('eu-west-1').forwardingRules
    expect(rules).toHaveLength(3)
    for (const rule of rules) {
      expect(rule).toMatchObject({
        from: `arn:aws:events:eu-west-1:${MEMBER}:event-bus/default`,
        to: HUB_BUS.replace('us-east-1', 'eu-west-1'),
        role: `arn:aws:iam::${MEMBER}:role/cooper-member-events`,
      })
    }
  })

  test('is not deployed without a parameter that has no default', () => {
    expect(() => readMember(memberTemplate(), { account: MEMBER, parameters: {} })).toThrow(
      'Cannot deploy a member: no parameter "HubAccount"',
    )
  })
})
