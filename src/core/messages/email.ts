import { proposalId } from '../announcements/announcement.ts'
import { standardsOf } from '../controls/mapping.ts'
import { BY_SWEEP, causeOf } from '../event.ts'
import { remedyForUnread } from '../failures/denial.ts'
import { type Finding, isExempt } from '../finding.ts'
import type { RemediationRecord, StepResult } from '../journal/record.ts'
import { LONGEST_REASON, printable } from '../printable.ts'
import { announcementSections } from './announcement-sections.ts'
import {
  describeFlapping,
  describeHold,
  describeLostUpdate,
  describeUnreadable,
} from './conflicts.ts'
import { describeAffected } from './describe-affected.ts'
import { describeReview } from './describe-review.ts'
import { describeStepResult } from './describe-step-result.ts'
import { headingOf } from './heading.ts'
import { controlOf, ifSomethingBreaks, isOpen, isWrittenFor } from './if-something-breaks.ts'
import { snippetFor } from './snippets/snippet.ts'
import { stackLines } from './stack-lines.ts'
import { titledSection } from './titled-section.ts'

/** The e-mail to a bucket's owner, in plain text. Foreign text in it is `printable`. */
export function emailOf(record: RemediationRecord): string {
  const sections = [
    headingOf(record).sentence(record.bucket),
    facts(record),
    titledSection(
      'What happened',
      record.steps.flatMap((result) => describeStepResult(result, record)),
    ),
    ...announcementSections(record),
    titledSection('Access logs', record.review ? describeReview(record.review) : []),
    titledSection('Why', record.findings.filter(isOpen).flatMap(why)),
    titledSection('May be affected', mayBeAffected(record)),
    titledSection('Lost update', describeLostUpdate(record)),
    titledSection('Flapping', describeFlapping(record)),
    titledSection('Hold', describeHold(record)),
    titledSection('Journal not readable', describeUnreadable(record)),
    titledSection('Left alone', record.remaining.filter(isExempt).map(describeFinding)),
    titledSection('Not solved', notSolved(record)),
    titledSection('If an application breaks', ifSomethingBreaks(record)),
    titledSection('Your stack', stackLines(record)),
    titledSection('For your next deployment', nextDeployment(record)),
    'Cooper guards the S3 buckets of this account. The team that operates it can answer questions, and change what it requires of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const accountText = ({ account, accountName, accountOwner }: RemediationRecord) =>
  printable([account, accountName, accountOwner].filter(Boolean).join(', '), 300)

function facts(record: RemediationRecord): string {
  const { bucket, region, event, actor, approval, undo, review } = record
  const place = `Bucket   ${bucket} in account ${accountText(record)}, ${region}`
  if (event.name === BY_SWEEP) {
    const cause = review
      ? 'The announced day came, and the access logs were judged'
      : 'Found by the sweep of all buckets that started'
    return `${place}\nCause    ${cause} at ${review?.time ?? event.time}, event ${printable(event.id)}`
  }
  const via = actor.invokedBy ? ` through ${printable(actor.invokedBy)}` : ''
  return [
    place,
    `Cause    ${causeOf(event)} at ${event.time}, event ${printable(event.id)}`,
    `Caller   ${printable(actor.arn ?? 'unknown')} (${printable(actor.kind, 40)})${via}`,
    `From     ${printable(actor.sourceAddress ?? 'unknown', 60)}`,
    `With     ${printable(actor.userAgent ?? 'unknown', 160)}`,
    ...(undo?.of !== undefined && undo.rejection !== undefined
      ? [`Rejected ${printable(proposalId({ bucket, id: undo.of }), 600)}`]
      : []),
    ...(approval
      ? [
          `Approved ${printable(proposalId({ bucket, id: approval.id }), 600)}, proposed after a call by ${printable(approval.actor.arn ?? 'unknown')}`,
        ]
      : []),
  ].join('\n')
}

const describeFinding = ({ control, reason }: Finding) =>
  `- ${control}: ${printable(reason, LONGEST_REASON)}.`

/** A finding with the reason for the control and its ids in standards. A removed obsolete statement needs neither. */
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

/** Whom the change hits or would hit. */
const mayBeAffected = ({ findings }: RemediationRecord): readonly string[] =>
  findings.flatMap(describeAffected).map((line) => `- ${line}`)

/** What a person has to do, unless the steps say so already. */
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
    return 'check the bucket. S3 accepted the change, but later reads did not show it: somebody may have reverted it'
  }
  return finding.verdict === 'unknown'
    ? `${remedyForUnread(finding.reason) ?? UNREAD}. Until then Cooper changes nothing for this control`
    : 'see above. Cooper checks the bucket again after its next change'
}

const UNREAD =
  "if the read was denied, allow it for Cooper's role: check the bucket policy, service control policies and permissions boundaries for a Deny"

function nextDeployment(record: RemediationRecord): readonly string[] {
  const snippet = snippetFor(record)
  if (snippet === '') return []
  const warning = 'If a deployment puts the old settings back, Cooper fixes the bucket again.'
  return [...(record.outcome === 'remediated' ? [warning] : []), '', snippet]
}
