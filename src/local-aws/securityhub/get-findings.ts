import * as v from 'valibot'
import type { Cloud } from '../cloud.ts'
import type { FindingPlace, StoredFinding } from './findings.ts'
import { parseInput } from './parse-input.ts'

const Equal = v.strictObject({ Value: v.string(), Comparison: v.literal('EQUALS') })

const anyOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.exactOptional(v.pipe(v.array(schema), v.minLength(1), v.maxLength(20)))

const Filters = v.strictObject({
  Id: anyOf(Equal),
  AwsAccountId: anyOf(Equal),
  Region: anyOf(Equal),
  RecordState: anyOf(Equal),
  ResourceId: anyOf(Equal),
  ProductFields: anyOf(v.strictObject({ Key: v.string(), ...Equal.entries })),
})

const Input = v.strictObject({
  Filters,
  MaxResults: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  NextToken: v.exactOptional(v.pipe(v.string(), v.regex(/^\d+$/))),
})

/** GetFindings, by the filters that Cooper uses. */
export function getFindings(
  { securityHub: { all, pageSize } }: Cloud,
  { account }: FindingPlace,
  input: unknown,
): object {
  const { Filters: filters, MaxResults, NextToken = '0' } = parseInput(Input, input)
  const own = all().filter(({ AwsAccountId }) => AwsAccountId === account)
  const found = own.filter((finding) => matches(finding, filters))
  const start = Number(NextToken)
  const end = start + Math.min(MaxResults, pageSize)
  return {
    Findings: found.slice(start, end),
    ...(end < found.length && { NextToken: String(end) }),
  }
}

function matches(finding: StoredFinding, filters: v.InferOutput<typeof Filters>): boolean {
  const { ProductFields = [], ResourceId, ...plain } = filters
  const among = (value: string, asked?: readonly { readonly Value: string }[]) =>
    asked === undefined || asked.some(({ Value }) => Value === value)
  return (
    among(finding.Id, plain.Id) &&
    among(finding.AwsAccountId, plain.AwsAccountId) &&
    among(finding.Region, plain.Region) &&
    among(finding.RecordState, plain.RecordState) &&
    finding.Resources.some(({ Id }) => among(Id, ResourceId)) &&
    ProductFields.every(({ Key, Value }) => finding.ProductFields[Key] === Value)
  )
}
