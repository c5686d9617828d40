import type { Circumstances } from '../core/assessment/circumstances.ts'
import type { PlacedFinding, TemplatePlace, TemplateReport } from '../core/check/template-report.ts'
import type { ControlId } from '../core/controls/ids.ts'
import type { Finding } from '../core/finding.ts'
import { namesOfBucket, type PoliciesByBucket } from './bucket-policies.ts'
import { combineFindings } from './combine-findings.ts'
import type { DeclaredBucket, DeclaredPolicy } from './declarations.ts'
import { templateFix } from './fix/template-fix.ts'
import { type JudgedReading, judgeReading } from './judge-reading.ts'
import { explore } from './readings/explore.ts'

/** A declared bucket with what all readings of its template agree on. */
export interface JudgedBucket {
  readonly declared: DeclaredBucket
  /** `undefined`: no reading has the bucket. */
  readonly report: TemplateReport | undefined
  readonly readings: readonly JudgedReading[]
  /** The policies that are for the bucket in some reading. */
  readonly policies: readonly DeclaredPolicy[]
}

const MOST_READINGS = 32

/** Judges a declared bucket in each reading of its template. */
export function judgeBucket(
  declared: DeclaredBucket,
  policies: PoliciesByBucket,
  {
    undecided,
    ...circumstances
  }: Pick<Circumstances, 'settings' | 'today'> & { readonly undecided: string | undefined },
): JudgedBucket {
  const candidates = policies.candidates(namesOfBucket(declared))
  const explored = explore((choose) => {
    const reading = declared.read(choose)
    return reading && judgeReading(reading, candidates, circumstances, choose)
  }, MOST_READINGS)
  const readings = explored.readings.flatMap(({ value }) => value ?? [])
  return {
    ...{ declared, readings },
    policies: [...new Set(readings.flatMap((one) => one.policies))],
    report: hasAny(readings)
      ? reportOf(declared, readings, combineFindings(explored, undecided))
      : undefined,
  }
}

const hasAny = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0

function reportOf(
  declared: DeclaredBucket,
  readings: readonly [JudgedReading, ...JudgedReading[]],
  findings: readonly Finding[],
): TemplateReport {
  const { place, language } = declared
  const [first] = readings
  const { policyPlace } = first
  const { bucket } = first.posture
  const isNamed = readings.every(
    ({ posture, hasKnownName }) => hasKnownName && posture.bucket.name === bucket.name,
  )
  const fix = templateFix(declared, first, findings)
  return {
    ...{ language, bucket, place },
    ...(isNamed && { name: bucket.name }),
    findings: findings.map((finding) => placed(finding, declared, policyPlace)),
    ...(fix !== undefined && { fix }),
  }
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
