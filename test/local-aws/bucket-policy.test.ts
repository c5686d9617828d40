import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf } from './support.ts'

const B = 'arn:aws:s3:::policies'
const OBJECTS = `${B}/*`
const ROLE = 'arn:aws:iam::123456789012:role/app'
const allow = {
  Effect: 'Allow',
  Principal: { AWS: ROLE },
  Action: 's3:GetObject',
  Resource: OBJECTS,
}
const deny = { ...allow, Effect: 'Deny', Principal: '*' }
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const without = (name: string) =>
  Object.fromEntries(Object.entries(allow).filter(([k]) => k !== name))

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket: 'policies' })
})
afterAll(() => aws.close())

const put = (document: unknown) =>
  clientsOf(aws, { accessKeyId: 'root' }).s3.putBucketPolicy({
    Bucket: 'policies',
    Policy: typeof document === 'string' ? document : JSON.stringify(document),
  })

// The root user, to whom no policy can deny changes of it.
const get = () => clientsOf(aws, { accessKeyId: 'root' }).s3.getBucketPolicy({ Bucket: 'policies' })

describe('S3 refuses a bucket policy', () => {
  it.each([
    ['that is not JSON', 'no policy', "Policies must be valid JSON and the first byte must be '{'"],
    ['that is a list', [allow], "Policies must be valid JSON and the first byte must be '{'"],
    ['without Statement', { Version: '2012-10-17' }, 'Missing required field Statement'],
    ['with no statement', policy(), 'Could not parse the policy: Statement is empty!'],
    [
      'of an unknown version',
      { ...policy(allow), Version: '2020-01-01' },
      'The policy must contain a valid version string',
    ],
    ['with an unknown field', { ...policy(allow), Owner: 'me' }, 'Unknown field Owner'],
    [
      'with an unknown field in a statement',
      policy({ ...allow, Comment: 'x' }),
      'Unknown field Comment',
    ],
    ['with a field in another case', policy({ ...allow, effect: 'Allow' }), 'Unknown field effect'],
    ['without Effect', policy(without('Effect')), 'Missing required field Effect'],
    ['without Principal', policy(without('Principal')), 'Missing required field Principal'],
    ['without Action', policy(without('Action')), 'Missing required field Action'],
    ['without Resource', policy(without('Resource')), 'Missing required field Resource'],
    ['with an unknown effect', policy({ ...allow, Effect: 'Permit' }), 'Invalid effect: Permit'],
    [
      'with an effect in another case',
      policy({ ...allow, Effect: 'allow' }),
      'Invalid effect: allow',
    ],
    [
      'that names a deleted user',
      policy({ ...allow, Principal: { AWS: 'AIDAJQABLZS4A3QDU576Q' } }),
      'Invalid principal in policy',
    ],
    [
      'that names a deleted role',
      policy(deny, { ...allow, Principal: { AWS: [ROLE, 'AROAJQABLZS4A3QDU576Q'] } }),
      'Invalid principal in policy',
    ],
    [
      'with a wildcard in a principal',
      policy({ ...allow, Principal: { AWS: `${ROLE}*` } }),
      'Invalid principal in policy',
    ],
    ['with an empty principal', policy({ ...allow, Principal: {} }), 'Invalid principal in policy'],
    [
      'with a service that does not exist',
      policy({ ...allow, Principal: { Service: 'me' } }),
      'Invalid principal in policy',
    ],
    [
      'with an action of another service',
      policy({ ...allow, Action: 'ec2:RunInstances' }),
      'Policy has invalid action',
    ],
    [
      'with an unknown action',
      policy({ ...allow, Action: 's3:FetchObject' }),
      'Policy has invalid action',
    ],
    [
      'with an unknown action among others',
      policy({ ...deny, Action: ['s3:*', 's3:Foo'] }),
      'Policy has invalid action',
    ],
    [
      "with another bucket's ARN",
      policy({ ...allow, Resource: 'arn:aws:s3:::other/*' }),
      'Policy has invalid resource',
    ],
    [
      "with a sibling's ARN",
      policy({ ...allow, Resource: `${B}-2/*` }),
      'Policy has invalid resource',
    ],
    [
      'with the ARN of another partition',
      policy({ ...allow, Resource: 'arn:aws-cn:s3:::policies/*' }),
      'Policy has invalid resource',
    ],
    ['with every bucket', policy({ ...allow, Resource: '*' }), 'Policy has invalid resource'],
    [
      'with a resource that is not an ARN',
      policy({ ...allow, Resource: 'policies/*' }),
      'Policy has invalid resource',
    ],
    [
      'whose object action names only the bucket',
      policy({ ...allow, Resource: B }),
      'Action does not apply to any resource(s) in statement',
    ],
    [
      'whose bucket action names only objects',
      policy({ ...allow, Action: 's3:ListBucket' }),
      'Action does not apply to any resource(s) in statement',
    ],
    [
      'with an unknown operator',
      policy({ ...allow, Condition: { Boolean: { 'aws:SecureTransport': 'true' } } }),
      'Invalid Condition type : Boolean',
    ],
    [
      'with an invalid condition key',
      policy({ ...allow, Condition: { Bool: { tls: 'true' } } }),
      'Policy has an invalid condition key',
    ],
    [
      'with the same Sid twice',
      policy({ ...allow, Sid: 'a' }, { ...deny, Sid: 'a' }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('%s', async (_, document, message) => {
    expect(await failureOf(put(document))).toEqual({
      name: 'MalformedPolicy',
      message,
      status: 400,
    })
  })

  it('of more than 20,480 bytes without white space', async () => {
    const filler = (length: number) => policy({ ...deny, Sid: 'a'.repeat(length) })
    const room = 20_480 - JSON.stringify(filler(0)).length
    await put(JSON.stringify(filler(room), undefined, 8))
    expect(await failureOf(put(filler(room + 1)))).toMatchObject({
      name: 'PolicyTooLarge',
      status: 400,
    })
  })

  it('and keeps the previous one', async () => {
    await put(policy(deny))
    await failureOf(put(policy({ ...deny, Resource: '*' })))
    const { Policy = '' } = await get()
    expect(JSON.parse(Policy)).toEqual(policy(deny))
  })
})

describe('S3 returns a normalized policy', () => {
  it.each([
    [
      'a boolean as text',
      { Bool: { 'aws:SecureTransport': false } },
      { Bool: { 'aws:SecureTransport': 'false' } },
    ],
    [
      'numbers as text',
      { NumericLessThan: { 's3:TlsVersion': [1.2, 1.3] } },
      { NumericLessThan: { 's3:TlsVersion': ['1.2', '1.3'] } },
    ],
    [
      'a list of one value as the value',
      { Bool: { 'aws:SecureTransport': ['false'] } },
      { Bool: { 'aws:SecureTransport': 'false' } },
    ],
  ])('%s', async (_, given, expected) => {
    await put(policy({ ...deny, Condition: given }))
    const { Policy = '' } = await get()
    expect(JSON.parse(Policy).Statement[0].Condition).toEqual(expected)
  })

  it.each([
    ['a single statement as a list', { Statement: deny }, { Statement: [deny] }],
    ['the default version, if there is none', { Statement: [deny] }, { Version: '2008-10-17' }],
    ['everyone as an asterisk', policy({ ...deny, Principal: { AWS: ['*'] } }), policy(deny)],
    [
      'an account as its root user',
      policy({ ...allow, Principal: { AWS: ['111122223333'] } }),
      policy({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
    ],
    [
      'lists of one item as the item',
      policy({ ...deny, Action: ['s3:*'], Resource: [B] }),
      policy({ ...deny, Action: 's3:*', Resource: B }),
    ],
    [
      'longer lists unchanged',
      policy({ ...deny, Action: 's3:*', Resource: [OBJECTS, B] }),
      policy({ ...deny, Action: 's3:*', Resource: [OBJECTS, B] }),
    ],
    [
      'Id, Sids and the order of statements unchanged',
      { ...policy({ ...deny, Sid: 'z' }, { ...deny, Sid: 'a' }), Id: 'mine' },
      { Id: 'mine', Statement: [{ Sid: 'z' }, { Sid: 'a' }] },
    ],
  ])('%s', async (_, given, expected) => {
    await put(given)
    const { Policy = '' } = await get()
    expect(JSON.parse(Policy)).toMatchObject(expected)
  })
})

describe('Block Public Access', () => {
  const open = { ...allow, Principal: '*' }
  const from = (Condition: object) => ({ ...open, Condition })
  it.each([
    ['refuses everyone', open, false],
    ['refuses everyone in a list of AWS principals', { ...open, Principal: { AWS: '*' } }, false],
    [
      'refuses everyone except one',
      { ...without('Principal'), NotPrincipal: { AWS: ROLE } },
      false,
    ],
    ['refuses everyone over TLS', from({ Bool: { 'aws:SecureTransport': 'true' } }), false],
    [
      'refuses everyone with a browser',
      from({ StringLike: { 'aws:UserAgent': 'Mozilla*' } }),
      false,
    ],
    [
      'refuses any organization by a wildcard',
      from({ StringLike: { 'aws:PrincipalOrgID': '*' } }),
      false,
    ],
    ['refuses half the internet', from({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }), false],
    ['accepts one network', from({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }), true],
    [
      'accepts one organization',
      from({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3' } }),
      true,
    ],
    ['accepts one VPC endpoint', from({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c' } }), true],
    ['accepts a named principal', allow, true],
    ['accepts a Deny for everyone', deny, true],
  ])('%s', async (_, statement, passes) => {
    const call = put(policy(statement))
    if (passes) await call
    else expect(await failureOf(call)).toMatchObject({ name: 'AccessDenied', status: 403 })
  })

  it('accepts a public policy once it is off', async () => {
    const { s3 } = clientsOf(aws)
    await s3.deletePublicAccessBlock({ Bucket: 'policies' })
    await put(policy(open))
  })
})
