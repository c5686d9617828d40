import * as v from 'valibot'
import type { Cloud } from '../cloud.ts'
import type { FindingPlace } from './findings.ts'
import { parseInput } from './parse-input.ts'

const Input = v.strictObject({
  FindingIdentifiers: v.pipe(
    v.array(v.strictObject({ Id: v.string(), ProductArn: v.string() })),
    v.minLength(1),
    v.maxLength(100),
  ),
  Workflow: v.strictObject({ Status: v.picklist(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }),
})

/** BatchUpdateFindings, of the workflow. */
export function updateFindings(
  { securityHub }: Cloud,
  place: FindingPlace,
  input: unknown,
): object {
  const { FindingIdentifiers, Workflow } = parseInput(Input, input)
  const isKnown = ({ Id }: { readonly Id: string }) => securityHub.find(place, Id) !== undefined
  for (const { Id } of FindingIdentifiers) {
    const finding = securityHub.find(place, Id)
    if (finding) finding.Workflow = Workflow
  }
  return {
    ProcessedFindings: FindingIdentifiers.filter(isKnown),
    UnprocessedFindings: FindingIdentifiers.filter((one) => !isKnown(one)).map((one) => ({
      FindingIdentifier: one,
      ErrorCode: 'FindingNotFound',
      ErrorMessage: 'Finding Not Found',
    })),
  }
}
