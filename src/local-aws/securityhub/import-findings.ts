import * as v from 'valibot'
import type { Cloud } from '../cloud.ts'
import { AsffSchema, type ImportedFinding } from './asff-schema.ts'
import type { FindingPlace } from './findings.ts'
import { parseInput } from './parse-input.ts'

const Input = v.strictObject({
  Findings: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(100)),
})

/** BatchImportFindings: findings that are not valid are refused one by one. The workflow of a known finding stays. */
export function importFindings(cloud: Cloud, place: FindingPlace, input: unknown): object {
  const refused: object[] = []
  const { Findings } = parseInput(Input, input)
  for (const given of Findings) {
    const reason = importOne(cloud, place, given)
    if (reason !== undefined) {
      const Id = String(Object(given).Id)
      refused.push({ Id, ErrorCode: 'InvalidInput', ErrorMessage: reason })
    }
  }
  const SuccessCount = Findings.length - refused.length
  return { FailedCount: refused.length, SuccessCount, FailedFindings: refused }
}

function importOne(
  { securityHub }: Cloud,
  place: FindingPlace,
  given: unknown,
): string | undefined {
  const parsed = v.safeParse(AsffSchema, given)
  if (!parsed.success) return v.summarize(parsed.issues)
  const finding = parsed.output
  if (securityHub.refuses(finding.Id)) return 'Scripted refusal'
  if (!isOf(finding, place)) return 'The finding is of another account or region'
  const earlier = securityHub.find(place, finding.Id)
  if (earlier && earlier.UpdatedAt >= finding.UpdatedAt) return undefined
  securityHub.put(place, { ...finding, Workflow: earlier?.Workflow ?? { Status: 'NEW' } })
  return undefined
}

const isOf = (
  { AwsAccountId, Region, ProductArn }: ImportedFinding,
  { account, region }: FindingPlace,
) =>
  AwsAccountId === account &&
  Region === region &&
  ProductArn.endsWith(`:securityhub:${region}:${account}:product/${account}/default`)
