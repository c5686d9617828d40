import { assess } from '../core/assessment/assess.ts'
import type { Circumstances } from '../core/assessment/circumstances.ts'
import type { Observed } from '../core/bucket-calls.ts'
import type { TemplatePlace } from '../core/check/template-report.ts'
import type { Finding } from '../core/finding.ts'
import type { Json, Policy } from '../core/policy/document.ts'
import { parsePolicy } from '../core/policy/parsing/parse.ts'
import { isPolicyError } from '../core/policy/parsing/policy-error.ts'
import { isPublic } from '../core/policy/public-statements.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { isPolicyOf } from './bucket-policies.ts'
import type { BucketReading, DeclaredPolicy } from './declarations.ts'
import { newBucketEncryption } from './new-bucket-encryption.ts'
import { mayMatchName, type NamedBucket, namedBucket } from './readings/bucket-names.ts'
import type { Choose } from './readings/explore.ts'
import { replaceTexts } from './readings/replace-texts.ts'
import { type KnownSymbols, settleEncryption } from './readings/settle-encryption.ts'
import { settlePolicy } from './readings/settle-policy.ts'
import { freshText, hasSymbol, symbolsIn } from './readings/symbols.ts'

/** A bucket in one reading of its template, with its findings. */
export interface JudgedReading {
  readonly posture: BucketPosture
  readonly circumstances: Circumstances
  readonly findings: readonly Finding[]
  /** Whether the template gives the name, and leaves nothing of it open. */
  readonly hasKnownName: boolean
  /** The policies of the bucket. CloudFormation keeps one of them. */
  readonly policies: readonly DeclaredPolicy[]
  readonly policyPlace: TemplatePlace | undefined
  /** Whether Block Public Access refuses the policy, so that the deployment fails. */
  readonly isRefused: boolean
}

/** Judges one reading of a bucket with the policies that may be for it. */
export function judgeReading(
  reading: BucketReading,
  candidates: readonly DeclaredPolicy[],
  { settings, today }: Pick<Circumstances, 'settings' | 'today'>,
  choose: Choose,
): JudgedReading {
  const { website, tags, acl, isNamed } = reading
  const named = namedBucket(reading.bucket, isNamed)
  const { bucket } = named
  const known: KnownSymbols = new Map(
    symbolsIn(named.name).map((symbol) => [symbol, freshText(symbol)]),
  )
  const rule = reading.encryption
    ? settleEncryption(reading.encryption, bucket, settings, known, choose)
    : newBucketEncryption(bucket.region)
  const policies = deployedPolicies(candidates, reading, choose)
  const kept = keptPolicy(policies, named.name, choose)
  const { policy, isOpen } = kept ? policyOf(kept, named, known, choose) : NO_POLICY
  const posture = { bucket, policy, encryption: { known: true, value: rule } } as const
  const circumstances = {
    settings: anyStatement(exemptByName(settings, named, choose), isOpen, choose),
    ...{ today, context: { tags, website, acl } },
  }
  return {
    ...{ posture, circumstances, policies: policies.map((one) => one.policy) },
    hasKnownName: isNamed && !hasSymbol(named.name),
    findings: assess(posture, circumstances),
    policyPlace: kept?.policy.place,
    isRefused:
      reading.refusesPublicPolicies &&
      policy.known &&
      policy.value?.statements.some(isPublic) === true,
  }
}

const NO_POLICY = { policy: { known: true, value: undefined }, isOpen: false } as const

interface DeployedPolicy {
  readonly policy: DeclaredPolicy
  readonly document: Json
}

const deployedPolicies = (
  candidates: readonly DeclaredPolicy[],
  { bucket, isNamed }: BucketReading,
  choose: Choose,
): readonly DeployedPolicy[] =>
  candidates
    .filter((policy) => isPolicyOf(policy, { name: bucket.name, isNamed }, choose))
    .flatMap((policy) => {
      const document = policy.read(choose)
      return document === undefined ? [] : [{ policy, document }]
    })

/** The policy that the last deployment leaves. Nobody knows which one that is. */
function keptPolicy(
  [first, ...others]: readonly DeployedPolicy[],
  name: string,
  choose: Choose,
): DeployedPolicy | undefined {
  if (!first || others.length === 0) return first
  const addresses = [first, ...others].map(({ policy }) => policy.place.address).join(', ')
  return choose(
    `policy of ${name}`,
    [first, ...others],
    `the bucket has several policies (${addresses}), of which the last one that is deployed remains`,
  )
}

function policyOf(
  { policy, document }: DeployedPolicy,
  named: NamedBucket,
  known: KnownSymbols,
  choose: Choose,
): { readonly policy: Observed<Policy | undefined>; readonly isOpen: boolean } {
  const settled = settlePolicy(replaceTexts(document, known), named, policy.path, choose)
  if ('unknown' in settled)
    return { policy: { known: false, reason: settled.unknown }, isOpen: false }
  const { isOpen } = settled
  try {
    return { policy: { known: true, value: parsePolicy(settled.document) }, isOpen }
  } catch (error) {
    if (!isPolicyError(error)) throw error
    const reason = `S3 would refuse the policy. ${error.message}`
    return { policy: { known: false, reason }, isOpen }
  }
}

/** A name that is not known may be one of `EXEMPT_BUCKETS`. */
function exemptByName(settings: Settings, named: NamedBucket, choose: Choose): Settings {
  const open = settings.exemptBuckets.filter(({ buckets }) => mayMatchName(buckets, named))
  if (open.length === 0) return settings
  const because = `the name of the bucket is not known, and EXEMPT_BUCKETS has ${open.map(({ buckets }) => `"${buckets}"`).join(', ')}`
  const isExempt = choose(`exempt ${named.name}`, [false, true], because)
  return isExempt
    ? {
        ...settings,
        exemptBuckets: settings.exemptBuckets.map((one) =>
          open.includes(one) ? { ...one, buckets: named.bucket.name } : one,
        ),
      }
    : settings
}

/** The text of a statement whose parts are not known may be that of AWS. */
const anyStatement = (settings: Settings, isOpen: boolean, choose: Choose): Settings =>
  isOpen && settings.tlsStatement === 'canonical'
    ? {
        ...settings,
        tlsStatement: choose(
          'TLS_STATEMENT',
          ['canonical', 'any'],
          'the text of a statement is not known',
        ),
      }
    : settings
