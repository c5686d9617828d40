import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAccessLogLine } from '../../src/core/access-log/parse-line.ts'
import { judgeOf } from '../../src/core/impact/judge-request.ts'
import { loggedRequest } from '../../src/core/impact/logged-request.ts'
import type { Certainty } from '../../src/core/impact/possible-match.ts'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { userIdentity } from '../../src/local-aws/identity/identity.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { cases } from '../support/cases.ts'
import { clientsOf, signed } from './support.ts'

const [BUCKET, LOGS] = ['judged-bucket', 'judged-bucket-logs']
const ARN = `arn:aws:s3:::${BUCKET}`
const PLACE = { name: BUCKET, partition: 'aws', account: '123456789012', region: 'us-east-1' }

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({ identities: { STRANGER: userIdentity('999988887777', 'eve') } })
  const { s3 } = clientsOf(aws)
  await s3.createBucket({ Bucket: LOGS })
  const logs = aws.bucket(LOGS)
  if (logs) logs.acl = 'log-delivery-write'
  await s3.createBucket({ Bucket: BUCKET })
  await s3.deletePublicAccessBlock({ Bucket: BUCKET })
  await s3.putObject({ Bucket: BUCKET, Key: 'logs/a', Body: 'x' })
  await s3.putBucketLogging({
    Bucket: BUCKET,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: LOGS, TargetPrefix: '' } },
  })
})
afterAll(() => aws.close())

interface Ask {
  readonly scheme: 'http' | 'https'
  readonly accessKeyId: string | undefined
  readonly method: string
  readonly path: string
  readonly userAgent: string
}

/** The status of the answer. */
const ask = ({ scheme, accessKeyId, method, path, userAgent }: Ask) =>
  new Promise<number>((resolve, reject) => {
    const send = scheme === 'http' ? plainRequest : tlsRequest
    const url = `${scheme === 'http' ? aws.httpUrl : aws.httpsUrl}/${BUCKET}${path}`
    const headers = { 'user-agent': userAgent, ...(accessKeyId && signed({ accessKeyId })) }
    send(url, { method, headers, ca: aws.ca, rejectUnauthorized: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })

const CALLS = [
  { method: 'GET', path: '/logs/a' },
  { method: 'HEAD', path: '/logs/a' },
  { method: 'HEAD', path: '' },
  { method: 'GET', path: '?list-type=2' },
  { method: 'GET', path: '?list-type=2&prefix=logs' },
  { method: 'GET', path: '?list-type=2&prefix=x' },
] as const

const asks = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    accessKeyId: fc.constantFrom('alice', 'bob', '123456789012', 'STRANGER', undefined),
    call: fc.constantFrom(...CALLS),
    userAgent: fc.constantFrom('curl/8', 'till/1'),
  })
  .map(({ call, ...rest }) => ({ ...rest, ...call }))

const EVERYBODY = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`] }

const conditions = fc.constantFrom<JsonObject>(
  {},
  { Bool: { 'aws:SecureTransport': 'false' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { NumericLessThan: { 's3:TlsVersion': '1.3' } },
  { NumericGreaterThanEquals: { 's3:TlsVersion': '1.3' } },
  { StringLike: { 'aws:UserAgent': 'curl/*' } },
  { StringEquals: { 's3:prefix': 'logs' } },
  { StringNotEquals: { 's3:prefix': 'logs' } },
  { StringEquals: { 'aws:PrincipalType': 'User' } },
  { StringEquals: { 'aws:PrincipalAccount': '999988887777' } },
  { ArnNotLike: { 'aws:PrincipalArn': '*:user/alice' } },
  { StringEquals: { 'aws:username': 'bob' } },
  { StringEquals: { 's3:authType': 'REST-HEADER' } },
  { Null: { 's3:signatureversion': 'true' } },
  { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
  { Null: { 'aws:SourceIp': 'true' } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { Null: { 's3:x-amz-server-side-encryption': 'true' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
)

const statements = fc
  .record({
    Effect: fc.constantFrom('Deny', 'Deny', 'Allow'),
    Principal: fc.constantFrom<JsonObject | '*'>(
      '*',
      { AWS: 'arn:aws:iam::123456789012:user/alice' },
      { AWS: '123456789012' },
    ),
    Action: fc.constantFrom('s3:*', 's3:GetObject', 's3:ListBucket', 's3:PutObject'),
    Resource: fc.constantFrom([ARN, `${ARN}/*`], `${ARN}/logs/*`, ARN),
    Condition: conditions,
  })
  .map(({ Condition, ...rest }) => ({
    ...rest,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  }))

const policy = (list: readonly object[]) =>
  ({ Version: '2012-10-17', Statement: list }) as JsonObject

/** The records since the last call. */
function recordsSince() {
  const objects = aws.bucket(LOGS)?.objects
  objects?.clear()
  aws.deliverAccessLogs()
  return [...(objects?.values() ?? [])]
    .flatMap(({ body }) => body.toString('latin1').trimEnd().split('\n'))
    .map((line) => parseAccessLogLine(line))
}

test('a logged request is denied exactly when S3, given the new policy, answers 403 to it', async () => {
  const seen: Record<Certainty, number> = { yes: 0, maybe: 0, no: 0 }
  const samples = fc.tuple(
    fc.array(statements, { maxLength: 2 }),
    fc.array(statements, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.array(asks, { minLength: 4, maxLength: 8 }),
  )
  await fc.assert(
    fc.asyncProperty(samples, async ([before, added, keepsAllow, list]) => {
      const old = policy([EVERYBODY, ...before])
      const fresh = policy([...(keepsAllow ? [EVERYBODY] : []), ...before, ...added])
      const judge = judgeOf(PLACE, { before: parsePolicy(old), after: parsePolicy(fresh) })
      for (const one of list) {
        aws.storePolicy(BUCKET, old)
        recordsSince()
        const status = await ask(one)
        const [record] = recordsSince()
        if (!record) throw new Error('The request is not logged')
        expect(record.status).toBe(status)
        if (status >= 400) continue
        const request = loggedRequest(record, PLACE)
        if (typeof request === 'string') throw new Error('The request is not judged')
        const answer = judge(request)
        seen[answer] += 1
        aws.storePolicy(BUCKET, fresh)
        const isRefused = (await ask(one)) === 403
        if (answer !== 'maybe') expect(isRefused ? 'yes' : 'no').toBe(answer)
      }
    }),
    { numRuns: cases(300) },
  )
  expect(seen.yes).toBeGreaterThan(15)
  expect(seen.no).toBeGreaterThan(15)
})
