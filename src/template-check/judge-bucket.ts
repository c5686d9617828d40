import { assess } from '../core/assessment/assess.ts'
import type { Circumstances } from '../core/assessment/circumstances.ts'
import type { Observed } from '../core/bucket-calls.ts'
import type { PlacedFinding, TemplatePlace, TemplateReport } from '../core/check/template-report.ts'
import type { ControlId } from '../core/controls/ids.ts'
import type { Finding } from '../core/finding.ts'
import type { Policy } from '../core/policy/document.ts'
import { parsePolicy } from '../core/policy/parsing/parse.ts'
import { isPolicyError } from '../core/policy/parsing/policy-error.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { combineFindings } from './combine-findings.ts'
import type { DeclaredBucket, DeclaredPolicy } from './declarations.ts'
import { newBucketEncryption } from './new-bucket-encryption.ts'
import { type Choose, explore } from './readings/explore.ts'
import { freshText, replaceSymbols } from './readings/symbols.ts'

/** A bucket in one reading of its template, with its findings. */
export interface JudgedReading {
  readonly posture: BucketPosture
  readonly circumstances: Circumstances
  readonly findings: readonly Finding[]
  readonly isNamed: boolean
  readonly policyPlace: TemplatePlace | undefined
}

export interface JudgedBucket {
  /** `undefined`: no reading has the bucket. */
  readonly report: TemplateReport | undefined
  readonly readings: readonly JudgedReading[]
  readonly notes: readonly string[]
}

const MOST_READINGS = 32

/** Judges a declared bucket in each reading of its template. */
export function judgeBucket(
  declared: DeclaredBucket,
  policies: readonly DeclaredPolicy[],
  { settings, today }: { readonly settings: Settings; readonly today: string },
): JudgedBucket {
  const explored = explore(
    (choose) => judgeReading(declared, policies, choose, { settings, today }),
    MOST_READINGS,
  )
  const readings = explored.results.flatMap((one) => one ?? [])
  const [first] = readings
  if (!first) return { report: undefined, readings, notes: [] }
  const findings = combineFindings(
    readings.map((one) => one.findings),
    explored,
  )
  const { place, language } = declared
  const { bucket } = first.posture
  const report = {
    ...{ language, bucket, place },
    ...(first.isNamed && { name: bucket.name }),
    findings: findings.map((finding) => placed(finding, declared, first.policyPlace)),
  }
  return { report, readings, notes: [] }
}

const ON_ENCRYPTION: readonly ControlId[] = ['default-encryption', 'bucket-key', 'sse-c']

const placed = (
  finding: Finding,
  { place, encryptionPlace }: DeclaredBucket,
  policyPlace: TemplatePlace | undefined,
): PlacedFinding => ({
  ...finding,
  place: (ON_ENCRYPTION.includes(finding.control) ? encryptionPlace : policyPlace) ?? place,
})

function judgeReading(
  declared: DeclaredBucket,
  policies: readonly DeclaredPolicy[],
  choose: Choose,
  { settings, today }: Pick<Circumstances, 'settings' | 'today'>,
): JudgedReading | undefined {
  const reading = declared.read(choose)
  if (!reading) return undefined
  const { bucket, encryption, website, tags, acl } = reading
  const mine = policies.flatMap((policy) => {
    const document = policy.bucketName(choose) === bucket.name ? policy.read(choose) : undefined
    return document === undefined ? [] : [{ document, place: policy.place }]
  })
  const known = { ...bucket, name: replaceSymbols(bucket.name, freshText) }
  const posture: BucketPosture = {
    bucket: known,
    policy: policyIn(mine[0]?.document),
    encryption: { known: true, value: encryption ?? newBucketEncryption(bucket.region) },
  }
  const circumstances = {
    ...{ settings, today },
    context: { tags, website, acl },
  }
  return {
    ...{ posture, circumstances, isNamed: reading.isNamed },
    findings: assess(posture, circumstances),
    policyPlace: mine[0]?.place,
  }
}

function policyIn(document: unknown): Observed<Policy | undefined> {
  if (document === undefined) return { known: true, value: undefined }
  try {
    return { known: true, value: parsePolicy(document) }
  } catch (error) {
    if (!isPolicyError(error)) throw error
    return { known: false, reason: error.message }
  }
}
