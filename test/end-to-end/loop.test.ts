import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type BusEvent, isoSeconds } from '../../src/local-aws/events/bus-event.ts'
import type { FunctionDefinition } from '../../src/local-aws/lambda/definition.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { BUCKET, deploy } from './deployed.ts'

/** With these settings a new bucket gets an encryption rule and a policy. */
const params = { defaultEncryption: 'sse-kms', minimumTlsVersion: '1.2' }

const OWN_EVENTS = 1000

interface Pattern {
  readonly detail: { readonly userIdentity?: unknown }
}

/** The function as deployed, except for the part of its rules that filters out Cooper's own writes. */
function unfiltered(variables: Readonly<Record<string, string>>): readonly FunctionDefinition[] {
  const { functions } = readStack('serverless.yml', { params })
  const [one] = functions
  if (!one) throw new Error('Cannot find the function')
  const patterns = one.patterns as readonly Pattern[]
  const filtered = patterns.filter(({ detail }) => detail.userIdentity !== undefined)
  // Creation and change. A sweep request has no user identity.
  expect(filtered).toHaveLength(2)
  return [
    {
      ...one,
      patterns: filtered.map(({ detail: { userIdentity: _, ...detail }, ...pattern }) => ({
        ...pattern,
        detail,
      })),
      environment: { ...one.environment, ...variables },
      concurrency: 4,
    },
  ]
}

/** The event of the same write with another id, up to a day old. For an old event Cooper reads its journal, too. */
function again({ detail, ...event }: BusEvent, number: number): BusEvent {
  const time = isoSeconds(new Date(Date.now() - (number % 24) * 3_600_000))
  const id = randomUUID()
  return { ...event, id, time, detail: { ...detail, eventID: randomUUID(), eventTime: time } }
}

test.each<[protection: string, variables: Record<string, string>, calls: readonly string[]]>([
  ['ROLE_NAME, by which Cooper recognizes its own writes', {}, []],
  [
    'convergence: a remediated bucket is compliant',
    { ROLE_NAME: '' },
    ['GetBucketEncryption', 'GetBucketPolicy'],
  ],
])(
  `${OWN_EVENTS} events of Cooper's own writes cause no write and no message, by %s`,
  async (_protection, variables, calls) => {
    const { aws, createBucket, statements, encryption, brought, ...deployed } = await deploy({
      functions: unfiltered(variables),
    })
    await createBucket()
    await aws.settled()
    const readState = async () => ({
      statements: await statements(),
      encryption: await encryption(),
      journal: deployed.journal(),
      messages: aws.messages().length,
    })
    const remediated = await readState()
    const own = brought().filter(({ detail }) => detail.eventName !== 'CreateBucket')
    expect(own.map(({ detail }) => detail)).toMatchObject(
      ['PutBucketEncryption', 'PutBucketPolicy'].map((eventName) => ({
        ...{ eventName, requestParameters: { bucketName: BUCKET } },
        userIdentity: { sessionContext: { sessionIssuer: { userName: 'cooper-dev-us-east-1' } } },
      })),
    )
    const before = { calls: deployed.operations().length, runs: deployed.invocations() }

    const repeats = Array.from({ length: OWN_EVENTS / own.length }, (_, number) => number)
    for (const number of repeats) for (const event of own) aws.putEvent(again(event, number))
    await aws.settled()

    expect(deployed.invocations() - before.runs).toBe(OWN_EVENTS)
    const called = deployed.operations().slice(before.calls)
    expect([...new Set(called)].toSorted()).toEqual(calls)
    expect(called).toHaveLength(OWN_EVENTS * calls.length)
    expect(await readState()).toEqual(remediated)
    expect(aws.deadLetters()).toEqual([])
  },
  120_000,
)
