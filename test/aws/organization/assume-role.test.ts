import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { memberCredentials } from '../../../src/aws/organization/assume-role.ts'
import { localRole } from '../../../src/local-aws/identity/role.ts'
import type { LocalAws } from '../../../src/local-aws/options.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'
import { allow } from '../../local-aws/support.ts'

const HUB = '111111111111'
const MEMBERS = ['222222222222', '333333333333'] as const
const [MEMBER, OTHER] = MEMBERS

const START = new Date('2026-11-20T10:00:00Z')
let now = START
let aws: LocalAws
const requests: string[] = []

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = HUB
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  aws = await startLocalAws({
    account: HUB,
    clock: () => now,
    roles: MEMBERS.map((account) =>
      localRole({
        ...{ account, name: 'cooper-member', policy: [allow('s3:*')] },
        trust: [
          {
            ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
            Principal: { AWS: `arn:aws:iam::${HUB}:root` },
          },
        ],
      }),
    ),
    log: (entry) => {
      if (entry.type === 'request') requests.push(`${entry.operation} ${entry.resource}`)
    },
  })
  process.env.AWS_ENDPOINT_URL = aws.httpUrl
})
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL
  await aws.close()
})
beforeEach(() => {
  now = START
  requests.length = 0
})

const member = (role = 'cooper-member', region = 'us-east-1') =>
  memberCredentials({ role, region, now: () => now })

const call = (account: string, role = 'cooper-member') =>
  `AssumeRole arn:aws:iam::${account}:role/${role}`

const later = (minutes: number) => {
  now = new Date(START.getTime() + minutes * 60_000)
}

describe('the credentials of a member', () => {
  test('are those of a session of the role, for an hour', async () => {
    const credentials = await member()(MEMBER)
    expect(credentials).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/),
      secretAccessKey: expect.stringMatching(/./),
      sessionToken: expect.stringMatching(/./),
      expiration: new Date('2026-11-20T11:00:00Z'),
    })
  })

  test('are kept until five minutes before their end', async () => {
    const credentialsOf = member()
    const first = await credentialsOf(MEMBER)
    later(54)
    expect(await credentialsOf(MEMBER)).toBe(first)
    later(55)
    expect(await credentialsOf(MEMBER)).not.toBe(first)
    expect(requests).toEqual([call(MEMBER), call(MEMBER)])
  })

  test('are asked for once by all who wait, for each account', async () => {
    const credentialsOf = member()
    const all = () => Promise.all([MEMBER, MEMBER, OTHER, MEMBER].map(credentialsOf))
    const [first, second, other] = await all()
    expect(second).toBe(first)
    expect(other).not.toBe(first)
    expect(requests.toSorted()).toEqual([call(MEMBER), call(OTHER)])
    later(56)
    const [renewed, same] = await all()
    expect(same).toBe(renewed)
    expect(renewed).not.toBe(first)
    expect(requests).toHaveLength(4)
  })

  test('belong to the partition of the region', async () => {
    const role = member('cooper-member', 'cn-north-1')(MEMBER)
    await expect(role).rejects.toThrow(`"arn:aws-cn:iam::${MEMBER}:role/cooper-member"`)
  })
})

describe('a refusal', () => {
  test('has the code of a missing role, and is not kept', async () => {
    const credentialsOf = member('missing')
    for (let i = 0; i < 2; i++) {
      await expect(credentialsOf(MEMBER)).rejects.toMatchObject({ code: 'NoMemberRole' })
    }
    await expect(credentialsOf(MEMBER)).rejects.toThrow(
      `Cannot assume role "arn:aws:iam::${MEMBER}:role/missing": `,
    )
    expect(requests).toHaveLength(3)
  })

  test('for another reason has its code', async () => {
    aws.fault({ operation: 'AssumeRole', error: { code: 'RegionDisabledException', status: 403 } })
    await expect(member()(MEMBER)).rejects.toMatchObject({ code: 'RegionDisabledException' })
  })

  test('of a single moment is retried', async () => {
    aws.fault({ operation: 'AssumeRole', error: { code: 'InternalFailure', status: 500 } })
    await member()(MEMBER)
    expect(requests).toHaveLength(2)
  })
})
