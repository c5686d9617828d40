import type { BucketReport } from '../../core/check/bucket-report.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { RequestData } from '../../core/explain/request-data.ts'
import { type Finding, isCompliant, NOT_REQUIRED } from '../../core/finding.ts'
import { describeUser } from '../../core/messages/describe-affected.ts'
import { keepName, LONGEST_REASON, printable, visible } from '../../core/printable.ts'
import { describeStep } from '../describe-step.ts'
import type { Detail, FindingDetail, RequestDetail, Row } from '../page/row.ts'
import { LETTERS, NO_VERDICT } from '../page/verdict.ts'

/** All texts from outside pass through here into the report. */
export function rowOf(report: BucketReport): Row {
  const { bucket, findings, error } = report
  const named = [visible(bucket.name, 255), visible(bucket.account, 40)] as const
  const place = [...named, visible(bucket.region, 40)] as const
  if (error !== undefined) {
    return [...place, '', { error: keepName(printable(error, LONGEST_REASON), bucket.name) }]
  }
  const verdicts = CONTROL_IDS.map((id) => verdictLetter(findings.find(isOf(id)))).join('')
  return findings.every(isCompliant)
    ? [...place, verdicts]
    : [...place, verdicts, rowDetail(report)]
}

const isOf =
  (id: string) =>
  ({ control }: Finding) =>
    control === id

const isSwitchedOn = (finding: Finding) =>
  !(isCompliant(finding) && finding.reason === NOT_REQUIRED)

const verdictLetter = (finding: Finding | undefined) =>
  finding && isSwitchedOn(finding) ? LETTERS[finding.verdict] : NO_VERDICT

function rowDetail({ bucket, findings, steps }: BucketReport): Detail {
  const described = steps.map(describeStep)
  return {
    findings: findings.filter(isSwitchedOn).map(findingDetail(bucket.name)),
    ...(described.length > 0 && { steps: described }),
  }
}

const findingDetail =
  (bucket: string) =>
  ({ control, reason, evidence, exemption, affected = [] }: Finding): FindingDetail => {
    const { by, until } = exemption ?? {}
    return {
      control: CONTROL_IDS.indexOf(control),
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
