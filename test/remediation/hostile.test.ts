import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBucketEvent, parseCall } from '../../src/aws/events/cloudtrail-event.ts'
import { snsMessageOf } from '../../src/aws/sns.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import { messageOf } from '../../src/core/messages/message.ts'
import { reasonToIgnoreCall, reasonToIgnoreEvent } from '../../src/core/relevance.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { SETTINGS } from '../support/builders.ts'
import { cases } from '../support/cases.ts'
import { sample } from '../support/events.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { ASKED, bucketCase, bucketOf, eventCase, eventOf } from '../support/hostile-cases.ts'
import { type HostileBucket, hostileS3 } from '../support/hostile-s3.ts'

const OWN = { roleName: 'cooper-dev-us-east-1', journalBucket: 'cooper-dev-journal' }

/** The way of an event through the handler. What is told of it, if anything. */
async function run(
  input: unknown,
  bucket: HostileBucket,
  settings: Settings,
): Promise<RemediationRecord | undefined> {
  const call = parseCall(input)
  if (!call || reasonToIgnoreCall(call)) return undefined
  const event = parseBucketEvent(input)
  if (reasonToIgnoreEvent(event, OWN)) return undefined
  const { ports } = fakePorts({ s3: hostileS3(bucket) })
  const result = await remediateBucket(event, settings, ports)
  return 'steps' in result ? result : undefined
}

/** Not even a letter or mark that nobody sees. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

function checkError(error: unknown) {
  const { message, code, path } = error as Error & { code?: string; path?: string }
  expect(message).toMatch(/^Cannot /)
  expect(message).not.toMatch(UNPRINTABLE)
  expect(message.length).toBeLessThan(600)
  if (code === 'MalformedEvent') expect(message).toContain(path)
}

function checkTold(record: RemediationRecord) {
  const email = emailOf(record)
  expect(email.replaceAll('\n', '')).not.toMatch(UNPRINTABLE)
  const links = email.match(/\w*:\/\/\S+|\bwww\.\S*/gi) ?? []
  expect(links.filter((link) => !link.startsWith('https://docs.aws.amazon.com/'))).toEqual([])
  const { Subject: subject, Message: message } = snsMessageOf(messageOf(record))
  expect(subject).toMatch(/^[ -~]{1,99}$/)
  expect(message).not.toMatch(UNPRINTABLE)
  expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  const texts = JSON.parse(message)
  expect(texts.email).toBe(email)
  expect(JSON.parse(texts.default)).toMatchObject({ version: 1, outcome: record.outcome })
}

function checkPrototype() {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
}

/** Milliseconds of processor time, which other work on the machine does not lengthen. */
const SLOWEST = 20_000

type Ending = 'told' | 'error' | 'silent'

/** Holds one case against the laws. */
async function endingOf(...input: Parameters<typeof run>): Promise<Ending> {
  const start = process.cpuUsage()
  const { record, error } = await run(...input).then(
    (record) => ({ record, error: undefined }),
    (error: unknown) => ({ record: undefined, error }),
  )
  if (record) checkTold(record)
  if (error !== undefined) checkError(error)
  checkPrototype()
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(SLOWEST)
  if (error !== undefined) return 'error'
  return record ? 'told' : 'silent'
}

/** Runs them all, and says how often each ending was met. A failure prints its seed, and the case by names. */
async function endings<T>(
  inputs: fc.Arbitrary<T>,
  numRuns: number,
  ending: (one: T) => Promise<Ending>,
) {
  const met = { told: 0, error: 0, silent: 0 }
  const law = fc.asyncProperty(inputs, async (one) => {
    met[await ending(one)] += 1
  })
  await fc.assert(law, { numRuns })
  return met
}

const UNMENDED: HostileBucket = {
  ...{ policy: undefined, tag: undefined, refusal: undefined },
  rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
}

// What is said of an event is the same whatever falls short, and a policy takes a decision.
const QUICK: Settings = {
  ...SETTINGS,
  controls: ['default-encryption'],
  defaultEncryption: 'sse-kms',
}

describe('harmless text or a clear error, and soon, comes of', () => {
  test('events with fields that are spoilt', async () => {
    const met = await endings(eventCase, cases(9500), (one) =>
      endingOf(eventOf(one), UNMENDED, QUICK),
    )
    expect(met.told).toBeGreaterThan(cases(9500) / 10)
    expect(met.error).toBeGreaterThan(cases(9500) / 40)
    expect(met.silent).toBeGreaterThan(cases(9500) / 40)
  })

  test('buckets whose policy, encryption, tag or refusals are spoilt', async () => {
    const event = sample('put-bucket-policy-terraform.json')
    const met = await endings(bucketCase, cases(500), (one) =>
      endingOf(event, bucketOf(one), ASKED[one.asked]),
    )
    expect(met.told).toBeGreaterThan(cases(500) / 4)
  })
})
