import { CONTROLS } from './controls/all.ts'
import type { Control } from './controls/control.ts'
import { describeRule, strengthen } from './encryption.ts'
import { type Finding, isCompliant } from './finding.ts'
import { printable } from './printable.ts'
import type { Outcome, PutStatement, RemediationRecord, StepResult } from './record.ts'
import { snippetFor } from './snippets/snippet.ts'

/** Plain text that a bucket's owner understands at once. Every line of it that quotes somebody is `printable`. */
export function emailOf(record: RemediationRecord): string {
  const sections = [
    HEADLINES[record.outcome](record.bucket),
    facts(record),
    section(
      'What happened',
      record.steps.flatMap((result) => whatHappened(result, record)),
    ),
    section('Why', record.findings.filter((finding) => !isCompliant(finding)).map(why)),
    section('Not solved', notSolved(record)),
    section('If this hurts you', ifItHurts(record)),
    section('So that your next deployment is compliant', nextDeployment(record)),
    'Cooper is the S3 guardian of this account. Whoever runs it can tell you more, and change what it asks of buckets.',
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const HEADLINES: Readonly<Record<Outcome, (bucket: string) => string>> = {
  remediated: (bucket) => `Cooper mended the S3 bucket ${bucket}, and checked that it worked.`,
  reported: (bucket) =>
    `The S3 bucket ${bucket} falls short. Nothing was changed: Cooper only reports here.`,
  unknown: (bucket) =>
    `Cooper could not check everything on the S3 bucket ${bucket}. What it did is below.`,
  failed: (bucket) => `Cooper could not mend the S3 bucket ${bucket}, or not wholly.`,
}

function facts({ bucket, account, region, event, actor }: RemediationRecord): string {
  const via = actor.invokedBy ? ` through ${printable(actor.invokedBy)}` : ''
  return [
    `Bucket   ${bucket} in account ${account}, ${region}`,
    `Cause    ${event.name} at ${event.time}, event ${printable(event.id)}`,
    `Caller   ${printable(actor.arn ?? 'unknown')} (${printable(actor.kind, 40)})${via}`,
    `From     ${printable(actor.sourceAddress ?? 'unknown', 60)}`,
    `With     ${printable(actor.userAgent ?? 'unknown', 160)}`,
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? [title.toUpperCase(), ...lines].join('\n') : ''

function whatHappened(result: StepResult, record: RemediationRecord): readonly string[] {
  const { step, status, failure } = result
  if (failure) return [`- ${failure.reason}.`, `  What to do: ${failure.remedy}.`]
  if (status === 'unneeded') return []
  switch (step.type) {
    case 'put-bucket-policy':
      return status === 'planned'
        ? step.statements.map(({ Sid }) => `- The bucket policy would get the statement "${Sid}".`)
        : (result.statements ?? []).map((put) => whatWasPut(put, record))
    case 'put-bucket-encryption': {
      const before = record.before.encryption ?? undefined
      const from = printable(describeRule(before))
      const to = printable(describeRule(strengthen(before, step.minimum)))
      return status === 'planned'
        ? [`- Default encryption, now ${from}, would become ${to}.`]
        : [`- Default encryption was ${from}; ${to} was set.`]
    }
    default:
      return step satisfies never
  }
}

function whatWasPut({ sid, change }: PutStatement, { before }: RemediationRecord): string {
  if (!before.policy) return `- The bucket got a policy with the statement "${sid}".`
  return change === 'added'
    ? `- The statement "${sid}" was added to the bucket policy. No other statement was touched.`
    : `- The statement "${sid}" of the bucket policy was damaged, and was put right. No other statement was touched.`
}

const controlOf = ({ control }: Finding): Control | undefined =>
  CONTROLS.find(({ id }) => id === control)

const describeFinding = ({ control, reason }: Finding) => `- ${control}: ${printable(reason)}.`

const why = (finding: Finding) => `${describeFinding(finding)} ${controlOf(finding)?.why ?? ''}`

/** What a person has to look after, where the steps above don't say it already. */
function notSolved({ outcome, remaining, steps }: RemediationRecord): readonly string[] {
  if (outcome === 'reported') return []
  return remaining.flatMap((finding) => [
    describeFinding(finding),
    `  What to do: ${remedyFor(finding, steps)}.`,
  ])
}

function remedyFor(finding: Finding, steps: readonly StepResult[]): string {
  if (isWritten(finding, steps)) {
    return 'look at the bucket. What was written could not be seen again, or somebody took it back at the same moment'
  }
  return finding.verdict === 'unknown'
    ? "let Cooper's role read it, if it was refused: look for a Deny in the bucket policy, a service control policy or a permissions boundary. Nothing is written for this until then"
    : 'see above; Cooper looks again at the next change of the bucket'
}

const isWritten = ({ control }: Finding, steps: readonly StepResult[]) =>
  steps.some(({ step, status }) => status === 'done' && step.controls.includes(control))

function ifItHurts({ findings, steps }: RemediationRecord): readonly string[] {
  const written = findings.filter((finding) => isWritten(finding, steps))
  if (written.length === 0) return []
  return [
    ...written.map((finding) => `- ${controlOf(finding)?.ifItHurts}`),
    '- What stood there before is in the log of Cooper, under the id of the event. Cooper mends the bucket again when it is put back: talk to those who run Cooper first.',
  ]
}

function nextDeployment(record: RemediationRecord): readonly string[] {
  if (record.steps.length === 0) return []
  const warning = 'A deployment that puts the old settings back is mended again.'
  return [...(record.outcome === 'remediated' ? [warning] : []), '', snippetFor(record)]
}
