import { EXEMPT_TAG } from '../assessment/exempt-tag.ts'
import { CONTROLS } from '../controls/all.ts'
import type { Control } from '../controls/control.ts'
import type { ControlId } from '../controls/ids.ts'
import { type Finding, isCompliant, isExempt } from '../finding.ts'
import type { RemediationRecord, StepResult } from '../journal/record.ts'
import { bucketArn } from '../policy/evaluation/resources.ts'
import { exemptTagFor } from './exempt-tag-for.ts'

export const controlOf = ({ control }: Pick<Finding, 'control'>): Control | undefined =>
  CONTROLS.find(({ id }) => id === control)

export const isOpen = (finding: Finding): boolean => !isCompliant(finding) && !isExempt(finding)

export const isWrittenFor = ({ control }: Finding, steps: readonly StepResult[]): boolean =>
  steps.some(({ step, status }) => status === 'done' && step.controls.includes(control))

const mayBeWrittenFor = ({ control }: Finding, steps: readonly StepResult[]) =>
  steps.some(
    ({ step, status }) =>
      (status === 'done' || status === 'interrupted') && step.controls.includes(control),
  )

/** What an owner can do if the change breaks an application, in lines of the e-mail. */
export function ifSomethingBreaks(record: RemediationRecord): readonly string[] {
  const { findings, steps, undoCommand } = record
  // The removal of a statement breaks nothing.
  const changed = findings
    .filter((finding) => isOpen(finding) && !finding.isObsolete && mayBeWrittenFor(finding, steps))
    .flatMap((finding) => controlOf(finding) ?? [])
  if (changed.length === 0) return []
  const bucket = { ...record, name: record.bucket }
  return [
    ...changed.map((control) => `- ${control.ifItBreaks(bucket)}`),
    `- The team that operates Cooper can restore the settings from before, and make Cooper leave them alone for ${HELD_FOR}${undoCommand ? `: ${undoCommand}` : ''}`,
    ...howToExempt(
      record,
      changed.map(({ id }) => id),
      ' The change above stays until you remove it.',
    ),
  ]
}

const HELD_FOR = '30 days'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
export function howToExempt(
  { time, bucket: name, account, region, partition }: RemediationRecord,
  controls: readonly ControlId[],
  meanwhile = '',
): readonly string[] {
  const value = exemptTagFor(controls, time)
  const arn = bucketArn({ name, partition })
  return [
    `- If that team allows it, you can exempt the bucket by a tag: ${EXEMPT_TAG} = ${value} and your reason.${meanwhile}`,
    '  If the bucket has attribute-based access control, PutBucketTagging is refused. This command works there:',
    `  aws s3control tag-resource --region ${region} --account-id ${account} --resource-arn ${arn} --tags 'Key=${EXEMPT_TAG},Value=${value} YOUR REASON'`,
  ]
}
