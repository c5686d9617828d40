import { afterEach, describe, expect, it } from 'vitest'
import type { FunctionDefinition } from '../../src/local-aws/lambda/definition.ts'
import type { InvocationEntry, LogEntry } from '../../src/local-aws/log.ts'
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, denyHttp } from './support.ts'
import { tinyFunction } from './tiny-function.ts'

let aws: LocalAws
afterEach(() => aws.close())

async function deploy(definition: FunctionDefinition, options: LocalAwsOptions = {}) {
  const entries: LogEntry[] = []
  const log = (entry: LogEntry) => void entries.push(entry)
  aws = await startLocalAws({ functions: [definition], retryDelaysMs: [1, 1], log, ...options })
  const invocations = () =>
    entries.filter((entry): entry is InvocationEntry => entry.type === 'invocation')
  return {
    entries,
    outcomes: () =>
      invocations().map(({ outcome }) => (outcome.ok ? outcome.result : outcome.error)),
    attempts: () => invocations().map(({ attempt }) => attempt),
    requestIds: () => new Set(invocations().map(({ requestId }) => requestId)),
    create: async (Bucket = 'bucket') => {
      await clientsOf(aws).s3.createBucket({ Bucket })
      await aws.settled()
    },
  }
}

describe('an event that a rule matches', () => {
  it('invokes the function with the event, once', async () => {
    const { create, outcomes } = await deploy(tinyFunction('return event.detail.eventName'))
    await create()
    expect(outcomes()).toEqual(['CreateBucket'])
  })

  it('invokes nothing if no rule matches: a read, a failed call, another region', async () => {
    const { create, outcomes } = await deploy(tinyFunction('return event.detail.eventName'))
    await create()
    const { s3 } = clientsOf(aws)
    await s3.listBuckets({})
    await s3.putBucketPolicy({ Bucket: 'bucket', Policy: '{' }).catch(() => {})
    await clientsOf(aws, { region: 'eu-west-1' }).s3.createBucket({
      Bucket: 'elsewhere',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    })
    await aws.settled()
    expect(outcomes()).toEqual(['CreateBucket'])
  })

  it("stays in its account: events of another account's bucket go to that account", async () => {
    const { outcomes } = await deploy(tinyFunction('return event.account'))
    await clientsOf(aws, { accessKeyId: '210987654321' }).s3.createBucket({ Bucket: 'foreign' })
    await aws.settled()
    expect(outcomes()).toEqual([])
  })

  it('causes several invocations if it is delivered several times', async () => {
    const { create, outcomes } = await deploy(tinyFunction('return event.id'), { copies: () => 3 })
    await create()
    expect(outcomes()).toHaveLength(3)
    expect(new Set(outcomes()).size).toBe(1)
  })

  it('may be put by hand, with and without rules', async () => {
    const { outcomes } = await deploy(tinyFunction('return event'))
    aws.deliver({ any: 'thing' })
    await aws.settled()
    expect(outcomes()).toEqual([{ any: 'thing' }])
  })

  it('may come from a schedule, as its own event or with an input', async () => {
    const schedule = { name: 'nightly', expression: 'rate(1 day)', isEnabled: true }
    const schedules = [schedule, { ...schedule, name: 'hourly', input: { any: 'thing' } }]
    const { outcomes } = await deploy(tinyFunction('return event', { schedules }))
    aws.runSchedule('nightly')
    await aws.settled()
    aws.runSchedule('hourly')
    await aws.settled()
    expect(outcomes()).toMatchObject([
      {
        ...{ source: 'aws.events', 'detail-type': 'Scheduled Event', account: '123456789012' },
        resources: ['arn:aws:events:us-east-1:123456789012:rule/nightly'],
      },
      { any: 'thing' },
    ])
  })

  it('never comes from a disabled or missing schedule', async () => {
    const schedules = [{ name: 'nightly', expression: 'rate(1 day)', isEnabled: false }]
    await deploy(tinyFunction('return event', { schedules }))
    expect(() => aws.runSchedule('nightly')).toThrow('Cannot run the schedule "nightly": it is off')
    expect(() => aws.runSchedule('daily')).toThrow('there is none')
    expect(() => aws.deliver({}, 'other')).toThrow('Cannot deliver: no function "other"')
  })

  it('stops the start if a pattern is not valid', async () => {
    const definition = tinyFunction('', { patterns: [{ source: [{ like: 'aws*' }] }] })
    await expect(deploy(definition)).rejects.toThrow('unknown operator "like"')
    aws = await startLocalAws()
  })
})

describe('the function', () => {
  it('has the environment and the context of Lambda', async () => {
    const code = `const { TOPIC_ARN, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, HOME } = process.env
      const { awsRequestId, invokedFunctionArn, memoryLimitInMB } = context
      return { TOPIC_ARN, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, HOME, awsRequestId, invokedFunctionArn,
        memoryLimitInMB, remaining: context.getRemainingTimeInMillis() }`
    const { create, outcomes, requestIds } = await deploy(
      tinyFunction(code, { environment: { TOPIC_ARN: 'arn:topic' } }),
    )
    await create()
    const [found] = outcomes() as { remaining: number }[]
    expect(found).toEqual({
      TOPIC_ARN: 'arn:topic',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'tiny',
      awsRequestId: [...requestIds()][0],
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:tiny',
      memoryLimitInMB: '128',
      remaining: expect.any(Number),
    })
    expect(found?.remaining).toBeGreaterThan(0)
    expect(found?.remaining).toBeLessThanOrEqual(300_000)
  })

  it('calls AWS over HTTPS as a session of its role, as the events show', async () => {
    const policy = JSON.stringify(denyHttp('bucket'))
    const code = `if (event.detail.eventName !== 'CreateBucket') return event.detail.userIdentity
      return call('PUT', '/bucket?policy', ${JSON.stringify(policy)})`
    const { create, outcomes } = await deploy(tinyFunction(code))
    await create()
    expect(outcomes().toSorted()).toMatchObject([
      204,
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::123456789012:assumed-role/tiny-role/tiny',
        sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/tiny-role' } },
      },
    ])
  })

  it('is not invoked for its own writes if the pattern filters out its role', async () => {
    const role = 'arn:aws:iam::123456789012:role/tiny-role'
    const issuer = { arn: [{ exists: false }, { 'anything-but': [role] }] }
    const pattern = { detail: { userIdentity: { sessionContext: { sessionIssuer: issuer } } } }
    const code = "return call('PUT', '/bucket?logging', '<BucketLoggingStatus/>')"
    const { create, outcomes } = await deploy(tinyFunction(code, { patterns: [pattern] }))
    await create()
    expect(outcomes()).toEqual([200])
  })

  it('can do only what its role allows', async () => {
    const role = { name: 'tiny-role', statements: [allow('s3:GetBucketPolicy')] }
    const code =
      "return [await call('GET', '/bucket?policy'), await call('GET', '/bucket?tagging')]"
    const { create, outcomes } = await deploy(tinyFunction(code, { role }))
    await create()
    expect(outcomes()).toEqual([[404, 403]])
  })

  it('stays warm, and runs as many invocations concurrently as allowed', async () => {
    const code = `await new Promise((go) => setTimeout(go, 20))
      return process.env.AWS_ACCESS_KEY_ID`
    const { outcomes } = await deploy(tinyFunction(code, { concurrency: 2 }))
    for (let i = 0; i < 6; i++) aws.deliver({})
    await aws.settled()
    expect(outcomes()).toHaveLength(6)
    expect(new Set(outcomes()).size).toBe(2)
  })

  it('starts again if its process died', async () => {
    const { outcomes } = await deploy(tinyFunction('setTimeout(process.exit, 200); return ++runs'))
    const deliver = async () => {
      aws.deliver({})
      await aws.settled()
      return outcomes()
    }
    expect(await deliver()).toEqual([1])
    // The counter goes on until the process dies.
    await expect.poll(async () => (await deliver()).slice(1)).toContain(1)
  })

  it('writes to the log, line by line, before it returns', async () => {
    const code = "console.log('one\\ntwo'); console.error('three'); return 1"
    const { create, entries } = await deploy(tinyFunction(code))
    await create()
    const lines = entries.flatMap((entry) => (entry.type === 'output' ? entry.line : []))
    expect(lines.toSorted()).toEqual(['one', 'three', 'two'])
    expect(entries.at(-1)?.type).toBe('invocation')
  })
})

describe('an invocation that fails', () => {
  it('is retried with the same id, in the same environment', async () => {
    const code = "runs += 1; if (runs < 3) throw new Error('not yet'); return runs"
    const { create, attempts, requestIds, outcomes } = await deploy(tinyFunction(code))
    await create()
    expect(attempts()).toEqual([1, 2, 3])
    expect(requestIds().size).toBe(1)
    expect(outcomes().at(-1)).toBe(3)
    expect(aws.deadLetters()).toEqual([])
  })

  it.each([
    ['throws', "throw new TypeError('broken')", { errorType: 'TypeError', errorMessage: 'broken' }],
    [
      'throws a value that is not an error',
      "throw 'text'",
      { errorType: 'string', errorMessage: 'text' },
    ],
    [
      'runs out of time',
      'await new Promise(() => setInterval(() => {}, 1000))',
      { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.30 seconds' },
    ],
    [
      'ends the process',
      'process.exit(7)',
      { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with status 7' },
    ],
    [
      'fails in the background',
      "setTimeout(() => { throw new RangeError('late') }); await new Promise(() => {})",
      { errorType: 'RangeError', errorMessage: 'late' },
    ],
  ])('ends in the dead-letter queue when it always %s', async (_, code, error) => {
    const timeoutMs = code.includes('setInterval') ? 300 : 300_000
    const { create, attempts } = await deploy(tinyFunction(code, { timeoutMs, retries: 1 }))
    await create()
    expect(attempts()).toEqual([1, 2])
    expect(aws.deadLetters()).toMatchObject([
      {
        version: '1.0',
        requestContext: {
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:tiny:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 2,
        },
        requestPayload: { detail: { eventName: 'CreateBucket' } },
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: error,
      },
    ])
  })

  it('names the missing export if the function cannot be loaded', async () => {
    const { create } = await deploy(tinyFunction('', { handler: 'main', retries: 0 }))
    await create()
    expect(aws.deadLetters()[0]?.responsePayload.errorMessage).toContain('has no function "main"')
  })
})

describe('closing', () => {
  it('ends invocations in progress', async () => {
    await deploy(tinyFunction('await new Promise(() => setInterval(() => {}, 1000))'))
    const Bucket = 'bucket'
    await clientsOf(aws).s3.createBucket({ Bucket })
    await aws.close()
    expect(aws.deadLetters()).toEqual([])
  })
})
