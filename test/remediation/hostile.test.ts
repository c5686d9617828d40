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

const HOME = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
const OWN = { roleName: 'cooper-dev-us-east-1', journalBucket: 'cooper-dev-journal' }

/** Handles an event as the function does. Returns the record that people are notified of, if any. */
async function run(
  input: unknown,
  bucket: HostileBucket,
  settings: Settings,
): Promise<RemediationRecord | undefined> {
  const call = parseCall(input)
  if (!call || reasonToIgnoreCall(call)) return undefined
  const event = parseBucketEvent(input, HOME)
  if (reasonToIgnoreEvent(event, OWN)) return undefined
  const { ports } = fakePorts({ s3: hostileS3(bucket) })
  const result = await remediateBucket(event, settings, ports)
  return 'steps' in result ? result : undefined
}

/** Control and format characters, and invisible letters and marks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

function checkError(error: unknown) {
  const { message, code, path } = error as Error & { code?: string; path?: string }
  expect(message).toMatch(/^Cannot /)
  expect(message).not.toMatch(UNPRINTABLE)
  expect(message.length).toBeLessThan(600)
  if (code === 'MalformedEvent') expect(message).toContain(path)
}

function checkNotification(record: RemediationRecord) {
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

type Ending = 'notified' | 'error' | 'silent'

/** Runs one case, and checks what it causes. */
async function endingOf(...input: Parameters<typeof run>): Promise<Ending> {
  const start = process.cpuUsage()
  const { record, error } = await run(...input).then(
    (record) => ({ record, error: undefined }),
    (error: unknown) => ({ record: undefined, error }),
  )
  if (record) checkNotification(record)
  if (error !== undefined) checkError(error)
  checkPrototype()
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(SLOWEST)
  if (error !== undefined) return 'error'
  return record ? 'notified' : 'silent'
}

/** Runs all cases, and counts their endings. A failure prints its seed, and the names of the parts of the case. */
async function endings<T>(
  inputs: fc.Arbitrary<T>,
  numRuns: number,
  ending: (one: T) => Promise<Ending>,
) {
  const counts = { notified: 0, error: 0, silent: 0 }
  const law = fc.asyncProperty(inputs, async (one) => {
    counts[await ending(one)] += 1
  })
  await fc.assert(law, { numRuns })
  return counts
}

const NON_COMPLIANT: HostileBucket = {
  ...{ policy: undefined, tag: undefined, refusal: undefined },
  rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
}

// The texts about an event are the same for each control, and the decision about a policy is slow.
const QUICK: Settings = {
  ...SETTINGS,
  controls: ['default-encryption'],
  defaultEncryption: 'sse-kms',
}

describe('only printable text or a clear error, within the time limit, results from', () => {
  test('events with hostile fields', async () => {
    const counts = await endings(eventCase, cases(9500), (one) =>
      endingOf(eventOf(one), NON_COMPLIANT, QUICK),
    )
    expect(counts.notified).toBeGreaterThan(cases(9500) / 10)
    expect(counts.error).toBeGreaterThan(cases(9500) / 40)
    expect(counts.silent).toBeGreaterThan(cases(9500) / 40)
  })

  test('buckets with a hostile policy, encryption, tag or refusal', async () => {
    const event = sample('put-bucket-policy-terraform.json')
    const counts = await endings(bucketCase, cases(500), (one) =>
      endingOf(event, bucketOf(one), ASKED[one.asked]),
    )
    expect(counts.notified).toBeGreaterThan(cases(500) / 4)
  })
})
