import fc from 'fast-check'
import type { Settings } from '../../src/core/settings.ts'
import {
  BUCKET,
  COMPLIANT_POLICY,
  everyMode,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
} from './builders.ts'
import { SAMPLES } from './events.ts'
import { HOSTILE_JSON, HOSTILE_TEXTS, type Spoil, spoilt } from './hostile-json.ts'
import type { HostileBucket } from './hostile-s3.ts'

/** Cases are identified by the names of their parts, so that the output of a failure stays short. */
export interface EventCase {
  readonly sample: string
  readonly spoils: readonly Spoil[]
}

export interface BucketCase {
  readonly asked: keyof typeof ASKED
  readonly policy: keyof typeof POLICIES | undefined
  readonly spoils: readonly Spoil[]
  readonly algorithm: string | undefined
  readonly key: string | undefined
  readonly blocked: string | undefined
  readonly tag: string | undefined
  readonly refusal: string | undefined
}

const STRICT: Settings = {
  ...{ ...SETTINGS, defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, sseC: 'block' },
  ...{ uploadEncryption: 'explicit', minimumTls: '1.3', tlsStatement: 'canonical' },
}

export const ASKED = {
  little: SETTINGS,
  everything: STRICT,
  'to report': { ...STRICT, modes: everyMode('report') },
} as const

const POLICIES = {
  compliant: COMPLIANT_POLICY,
  "an owner's": { ...policyOf(OWNERS_STATEMENT), Id: 'owner' },
  'nearly right': policyOf(OWNERS_STATEMENT, {
    ...{ Sid: 'CooperTlsOnly', Effect: 'Deny', NotPrincipal: { AWS: ['123456789012'] } },
    ...{ NotAction: ['s3:GetObject'], Resource: `arn:aws:s3:::${BUCKET.name}/*` },
    Condition: {
      Bool: { 'aws:SecureTransport': ['false'] },
      StringNotLike: { 'aws:UserAgent': ['good*'] },
      IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
    },
  }),
} as const

const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T)[]
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 })

/** Long texts are rare, because they are slow to print. */
function namesOf(table: Readonly<Record<string, string>>): fc.Arbitrary<string> {
  const isLong = (name: string) => (table[name] ?? '').length > 10_000
  const names = Object.keys(table)
  return fc.oneof(
    { weight: 59, arbitrary: fc.constantFrom(...names.filter((name) => !isLong(name))) },
    { weight: 1, arbitrary: fc.constantFrom(...names.filter(isLong)) },
  )
}

const spoils = (minLength: number) =>
  fc.array(
    fc.record<Spoil>({
      field: fc.nat(500),
      how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add beside', 'wrap'),
      by: namesOf(HOSTILE_JSON),
    }),
    { minLength, maxLength: 3 },
  )

export const eventCase = fc.record<EventCase>({
  sample: fc.constantFrom(...SAMPLES.keys()),
  spoils: spoils(1),
})

const text = maybe(namesOf(HOSTILE_TEXTS))

export const bucketCase = fc.record<BucketCase>({
  asked: fc.constantFrom(...keysOf(ASKED)),
  policy: maybe(fc.constantFrom(...keysOf(POLICIES))),
  spoils: spoils(0),
  ...{ algorithm: text, key: text, blocked: text, tag: text, refusal: text },
})

/** The event as Lambda receives it. */
export const eventOf = ({ sample, spoils }: EventCase): unknown =>
  JSON.parse(spoilt(SAMPLES.get(sample), spoils))

export function bucketOf(one: BucketCase): HostileBucket {
  const textOf = (name: string | undefined, limit: number) =>
    name === undefined ? undefined : HOSTILE_TEXTS[name]?.slice(0, limit)
  const tag = textOf(one.tag, 240)
  return {
    policy: one.policy && spoilt(POLICIES[one.policy], one.spoils),
    rule: {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: textOf(one.algorithm, 20_000) ?? 'aws:kms',
        KMSMasterKeyID: textOf(one.key, 20_000),
      },
      BlockedEncryptionTypes: { EncryptionType: [textOf(one.blocked, 20_000) ?? 'NONE'] },
    },
    // S3 accepts 256 characters.
    tag: tag && `tls-only ${tag}`,
    refusal: textOf(one.refusal, 1_000_000),
  }
}
