import { isDeepStrictEqual } from 'node:util'
import type { BucketReport } from '../../core/check/bucket-report.ts'
import { CONTROL_IDS, type ControlId } from '../../core/controls/ids.ts'
import { standardsOf } from '../../core/controls/mapping.ts'
import type { RequestData } from '../../core/explain/request-data.ts'
import { type Finding, isCompliant } from '../../core/finding.ts'
import { describeUser } from '../../core/messages/describe-affected.ts'
import { keepName, LONGEST_REASON, printable, visible } from '../../core/printable.ts'
import { describeStep } from '../describe-step.ts'
import type {
  ControlDetail,
  Detail,
  FindingDetail,
  RequestDetail,
  Row,
  RowChanges,
} from '../page/row.ts'
import { LETTERS, NO_VERDICT } from '../page/verdict.ts'

/** All texts from outside pass through here into the report. */
export function rowOf(report: BucketReport, controls: readonly ControlDetail[]): Row {
  const { bucket, findings, error } = report
  const named = [visible(bucket.name, 255), visible(bucket.account, 40)] as const
  const place = [...named, visible(bucket.region, 40)] as const
  if (error !== undefined) {
    const text = keepName(printable(error, LONGEST_REASON), bucket.name)
    return [...place, '', { error: text, ...changesOf(report) }]
  }
  const verdicts = CONTROL_IDS.map((id) => verdictLetter(findings.find(isOf(id)))).join('')
  return findings.every(isCompliant) && !changesOf(report).changes
    ? [...place, verdicts]
    : [...place, verdicts, rowDetail(report, controls)]
}

function changesOf({ changes }: BucketReport): { readonly changes?: RowChanges } {
  const { new: fresh = [], solved = [], still = [] } = changes ?? {}
  if (fresh.length + solved.length + still.length === 0) return {}
  const places = (ids: readonly ControlId[]) => ids.map((id) => CONTROL_IDS.indexOf(id))
  return { changes: { new: places(fresh), solved: places(solved), still: places(still) } }
}

const isOf =
  (id: string) =>
  ({ control }: Finding) =>
    control === id

const isApplicable = ({ verdict }: Finding) => verdict !== 'not-applicable'

const verdictLetter = (finding: Finding | undefined) =>
  finding ? LETTERS[finding.verdict] : NO_VERDICT

function rowDetail(report: BucketReport, controls: readonly ControlDetail[]): Detail {
  const { bucket, findings, steps } = report
  const described = steps.map(describeStep)
  return {
    findings: findings.filter(isApplicable).map(findingDetail(bucket.name, controls)),
    ...(described.length > 0 && { steps: described }),
    ...changesOf(report),
  }
}

const findingDetail =
  (bucket: string, controls: readonly ControlDetail[]) =>
  ({ control, mapping, reason, evidence, exemption, affected = [] }: Finding): FindingDetail => {
    const place = CONTROL_IDS.indexOf(control)
    const standards = standardsOf(mapping)
    const isAsUsual = isDeepStrictEqual(standards, controls[place]?.standards)
    const { by, until } = exemption ?? {}
    return {
      control: place,
      ...(!isAsUsual && { standards }),
      reason: keepName(printable(reason, LONGEST_REASON), bucket),
      ...(evidence?.undenied && { undenied: requestDetail(evidence.undenied, bucket) }),
      ...(affected.length > 0 && {
        affected: affected.map((user) => keepName(describeUser(user), bucket)),
      }),
      ...(by && { exemption: { by, ...(until !== undefined && { until }) } }),
    }
  }

const requestDetail = (
  { principal, action, resource, context }: RequestData,
  bucket: string,
): RequestDetail =>
  [
    ['Caller', principal],
    ['Action', action],
    ['Resource', resource],
    ...Object.entries(context).map(([key, value]) => [key, [value].flat().join(', ')] as const),
  ].map(
    ([part = '', value = '']) =>
      [printable(part, 200), keepName(printable(value), bucket)] as const,
  )
