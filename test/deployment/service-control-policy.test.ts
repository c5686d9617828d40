import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isDenied } from '../../src/core/policy/evaluation/evaluate.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'

const README = readFileSync('README.md', 'utf8')
const OPERATIONS = readFileSync('docs/operations.md', 'utf8')
const [, section = ''] = OPERATIONS.split('## Guard what Cooper wrote')
const [, json = ''] = /```json\n(.*?)```/s.exec(section) ?? []
const { Version, Statement } = JSON.parse(json)

// A service control policy names no principal: it applies to everyone in the account.
const policy = identityPolicy(Statement)

const [, stage = '', region = ''] = /osls deploy --stage (\S+) --region (\S+)/.exec(README) ?? []
const { name: functionName = '', role: { name: ROLE } = { name: '' } } =
  readStack('serverless.yml', { stage, region }).functions[0] ?? {}
const FUNCTION = `arn:aws:lambda:${region}:123456789012:function:${functionName}`

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`
const COOPER = role(ROLE)
const PIPELINE = role('deployment-pipeline')
const EMERGENCY = role('break-glass')
const OTHER_ROLE = role('developer')
const inOtherAccount = (arn: string) => arn.replace('123456789012', '210987654321')

interface Via {
  readonly functionArn?: string
}

function isRefused(principalArn: string, action: string, resource: string, via: Via = {}): boolean {
  const arn = 'arn:aws:sts::123456789012:assumed-role/any/session'
  const caller = { type: 'role-session', account: '123456789012', arn, principalArn } as const
  const { functionArn } = via
  const context = new Map([
    ['aws:principalarn', [principalArn]],
    ...(functionArn ? [['lambda:sourcefunctionarn', [functionArn]] as const] : []),
  ])
  return isDenied(policy, { caller, action, resource, context })
}

const BUCKET = 'arn:aws:s3:::any-bucket'
const WRITES = ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy']
const ROLE_CHANGES = ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy']

describe('the service control policy of the docs', () => {
  test('has the version that the test evaluates, and fits the size limit of AWS', () => {
    expect(Version).toBe('2012-10-17')
    expect(JSON.stringify({ Version, Statement }).length).toBeLessThan(5120)
  })

  test("names Cooper's role as serverless.yml does for the stage and region above it", () => {
    expect(ROLE).toBe(`cooper-${stage}-${region}`)
    expect(json.match(new RegExp(`"arn:aws:iam::\\*:role/${ROLE}"`, 'g'))).toHaveLength(3)
  })

  test.each([
    ["Cooper's role", COOPER, FUNCTION],
    ['a pipeline', PIPELINE, undefined],
    ['the role for emergencies', EMERGENCY, undefined],
    ["Cooper's role in another account", inOtherAccount(COOPER), inOtherAccount(FUNCTION)],
  ])('allows %s to write and delete bucket policies', (_who, principal, functionArn) => {
    const via = functionArn ? { functionArn } : {}
    expect(WRITES.filter((action) => isRefused(principal, action, BUCKET, via))).toEqual([])
  })

  test.each([
    ['a person', undefined],
    ['another function', FUNCTION.replace('bucketChanged', 'sweep')],
    ['a function whose name begins with that of its own', `${FUNCTION}-2`],
    ['the function of another region', FUNCTION.replace(region, 'us-west-2')],
  ])("denies both to %s with the credentials of Cooper's role", (_who, functionArn) => {
    const via = functionArn ? { functionArn } : {}
    expect(WRITES.filter((action) => !isRefused(COOPER, action, BUCKET, via))).toEqual([])
  })

  test.each([
    ['another role', OTHER_ROLE],
    ['the root user of the account', 'arn:aws:iam::123456789012:root'],
    ["a user with the name of Cooper's role", `arn:aws:iam::123456789012:user/${ROLE}`],
    ["a role whose name begins with that of Cooper's", role(`${ROLE}-2`)],
    ["a role whose name ends with that of Cooper's", role(`my-${ROLE}`)],
    ["a role with the name of Cooper's under a path", role(`team/${ROLE}`)],
    ["Cooper's role of another stage, which is not named", role(`cooper-dev-${region}`)],
  ])('denies both to %s', (_who, principal) => {
    expect(WRITES.filter((action) => !isRefused(principal, action, BUCKET))).toEqual([])
  })

  test.each([
    ['reading a policy', 's3:GetBucketPolicy', BUCKET],
    ['a new bucket', 's3:CreateBucket', BUCKET],
    ['default encryption', 's3:PutEncryptionConfiguration', BUCKET],
    ['an upload', 's3:PutObject', `${BUCKET}/key`],
    ['a role with another name', 'iam:CreateRole', role('developer-2')],
  ])('allows other roles %s', (_what, action, resource) => {
    expect(isRefused(OTHER_ROLE, action, resource)).toBe(false)
  })

  describe.each([
    ["Cooper's role", COOPER],
    ['the pipeline', PIPELINE],
    ['the role for emergencies', EMERGENCY],
  ])('protects %s:', (_what, named) => {
    test('can be created, and assumed by others, through pipelines and in emergencies only', () => {
      const refused = (principal: string) =>
        ROLE_CHANGES.filter((action) => isRefused(principal, action, named))
      expect([OTHER_ROLE, COOPER].map(refused)).toEqual([ROLE_CHANGES, ROLE_CHANGES])
      expect([PIPELINE, EMERGENCY].map(refused)).toEqual([[], []])
    })
  })
})
