import { EXEMPT_TAG } from '../assessment/exempt-tag.ts'
import { CONTROLS } from '../controls/all.ts'
import type { Control } from '../controls/control.ts'
import { standardsOf } from '../controls/mapping.ts'
import { BY_SWEEP } from '../event.ts'
import { remedyForUnread } from '../failures/denial.ts'
import { type Finding, isCompliant, isExempt } from '../finding.ts'
import type { Outcome, RemediationRecord, StepResult } from '../journal/record.ts'
import { printable } from '../printable.ts'
import { describeFlapping, describeHold, describeLostUpdate } from './conflicts.ts'
import { describeStepResult } from './describe-step-result.ts'
import { snippetFor } from './snippets/snippet.ts'

/** Plain text that a bucket's owner understands at once. Every line of it that quotes somebody is `printable`. */
export function emailOf(record: RemediationRecord): string {
  const sections = [
    emailHeadline(record),
    facts(record),
    titledSection(
      'What happened',
      record.steps.flatMap((result) => describeStepResult(result, record)),
    ),
    titledSection('Why', record.findings.filter(isOpen).flatMap(why)),
    titledSection('At the same moment', describeLostUpdate(record)),
    titledSection('Who undoes it', describeFlapping(record)),
    titledSection('From now on', describeHold(record)),
    titledSection('Left as it is', record.remaining.filter(isExempt).map(describeFinding)),
    titledSection('Not solved', notSolved(record)),
    titledSection('If this hurts you', ifSomethingBreaks(record)),
    titledSection('So that your next deployment is compliant', nextDeployment(record)),
    'Cooper is the S3 guardian of this account. Whoever runs it can tell you more, and change what it asks of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const HEADLINES: Readonly<Record<Outcome, (bucket: string) => string>> = {
  remediated: (bucket) => `Cooper mended the S3 bucket ${bucket}, and checked that it worked.`,
  reported: (bucket) =>
    `The S3 bucket ${bucket} falls short. Nothing was changed: Cooper only reports here.`,
  flapping: (bucket) =>
    `Cooper mended the S3 bucket ${bucket} again and again, and each time it was undone. It holds still now.`,
  undone: (bucket) => `A change of Cooper's to the S3 bucket ${bucket} was undone.`,
  unknown: (bucket) =>
    `Cooper could not check everything on the S3 bucket ${bucket}, and left alone what it could not check.`,
  failed: (bucket) => `Cooper could not mend the S3 bucket ${bucket}, or not wholly.`,
  exempt: (bucket) =>
    `The S3 bucket ${bucket} falls short, and Cooper leaves it as it is: mending it would hurt.`,
}

/** Whether something was mended, and something else only reported. */
export const isRemediatedInPart = ({ outcome, steps }: RemediationRecord): boolean =>
  outcome === 'reported' && steps.some(({ status }) => status === 'done')

function emailHeadline(record: RemediationRecord): string {
  const { outcome, bucket } = record
  return isRemediatedInPart(record)
    ? `Cooper mended the S3 bucket ${bucket} in part. On the rest of what falls short it only reports.`
    : HEADLINES[outcome](bucket)
}

const isOpen = (finding: Finding) => !isCompliant(finding) && !isExempt(finding)

function facts({ bucket, account, region, event, actor }: RemediationRecord): string {
  const place = `Bucket   ${bucket} in account ${account}, ${region}`
  if (event.name === BY_SWEEP) {
    return `${place}\nCause    Found by the sweep of all buckets that began at ${event.time}, event ${printable(event.id)}`
  }
  const via = actor.invokedBy ? ` through ${printable(actor.invokedBy)}` : ''
  return [
    place,
    `Cause    ${event.name} at ${event.time}, event ${printable(event.id)}`,
    `Caller   ${printable(actor.arn ?? 'unknown')} (${printable(actor.kind, 40)})${via}`,
    `From     ${printable(actor.sourceAddress ?? 'unknown', 60)}`,
    `With     ${printable(actor.userAgent ?? 'unknown', 160)}`,
  ].join('\n')
}

const titledSection = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? [title.toUpperCase(), ...lines].join('\n') : ''

const controlOf = ({ control }: Finding): Control | undefined =>
  CONTROLS.find(({ id }) => id === control)

const describeFinding = ({ control, reason }: Finding) => `- ${control}: ${printable(reason)}.`

/** With the reason of the control and what standards call it, unless a statement of an earlier setting just goes. */
function why(finding: Finding): readonly string[] {
  const control = controlOf(finding)
  if (!control || finding.isObsolete) return [describeFinding(finding)]
  const standards = standardsOf(finding.mapping)
  return [
    `${describeFinding(finding)} ${control.why}`,
    ...(standards.length > 0 ? [`  Known as: ${standards.join('; ')}`] : []),
    `  See ${finding.mapping.page}`,
  ]
}

/** What a person has to look after, where the steps above don't say it already. */
function notSolved({ remaining, steps }: RemediationRecord): readonly string[] {
  const isReported = ({ control }: Finding) =>
    steps.some(({ step, status }) => status === 'planned' && step.controls.includes(control))
  const open = remaining.filter((finding) => isOpen(finding) && !isReported(finding))
  return open.flatMap((finding) => [
    describeFinding(finding),
    `  What to do: ${remedyForFinding(finding, steps)}.`,
  ])
}

function remedyForFinding(finding: Finding, steps: readonly StepResult[]): string {
  if (isWrittenFor(finding, steps)) {
    return 'look at the bucket. What was written could not be seen again, or somebody took it back at the same moment'
  }
  return finding.verdict === 'unknown'
    ? `${remedyForUnread(finding.reason) ?? UNREAD}. Nothing is written for this until then`
    : 'see above; Cooper looks again at the next change of the bucket'
}

const UNREAD =
  "let Cooper's role read it, if it was refused: look for a Deny in the bucket policy, a service control policy or a permissions boundary"

const isWrittenFor = ({ control }: Finding, steps: readonly StepResult[]) =>
  steps.some(({ step, status }) => status === 'done' && step.controls.includes(control))

function ifSomethingBreaks({
  findings,
  steps,
  time,
  undoCommand,
}: RemediationRecord): readonly string[] {
  // A statement that was taken out hurts nobody.
  const felt = findings
    .filter((finding) => isOpen(finding) && !finding.isObsolete && isWrittenFor(finding, steps))
    .flatMap((finding) => controlOf(finding) ?? [])
  if (felt.length === 0) return []
  return [
    ...felt.map((control) => `- ${control.ifItBreaks}`),
    `- Those who run Cooper can put back what stood there before, and keep it so for ${HELD_FOR}: ${undoCommand}`,
    `- Where they allow it, a tag of the bucket keeps Cooper off: ${EXEMPT_TAG} = ${felt.map(({ id }) => id).join(' ')} until=${monthAfter(time)} and your reason. What was put stays until you take it out.`,
  ]
}

const HELD_FOR = '30 days'

const MONTH = 30 * 24 * 60 * 60 * 1000

const monthAfter = (time: string) => new Date(Date.parse(time) + MONTH).toISOString().slice(0, 10)

function nextDeployment(record: RemediationRecord): readonly string[] {
  const snippet = snippetFor(record)
  if (snippet === '') return []
  const warning = 'A deployment that puts the old settings back is mended again.'
  return [...(record.outcome === 'remediated' ? [warning] : []), '', snippet]
}
