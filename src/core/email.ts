import { CONTROLS } from './controls/all.ts'
import type { Control } from './controls/control.ts'
import { describeRule, strengthen } from './encryption.ts'
import { type Finding, isCompliant } from './finding.ts'
import { printable } from './printable.ts'
import type { Outcome, RemediationRecord, StepResult } from './record.ts'
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
    section('Why', concerned(record).map(why)),
    section('Not solved', record.remaining.map(describeFinding)),
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
  unknown: (bucket) => `Cooper could not check everything on the S3 bucket ${bucket}.`,
  failed: (bucket) => `Cooper could not mend the S3 bucket ${bucket}.`,
}

function facts({ bucket, account, region, event, actor }: RemediationRecord): string {
  const via = actor.invokedBy ? ` through ${printable(actor.invokedBy)}` : ''
  return [
    `Bucket   ${bucket} in account ${account}, ${region}`,
    `Cause    ${event.name} at ${event.time}`,
    `Caller   ${printable(actor.arn ?? 'unknown')} (${printable(actor.kind, 40)})${via}`,
    `From     ${printable(actor.sourceAddress ?? 'unknown', 60)}`,
    `With     ${printable(actor.userAgent ?? 'unknown', 160)}`,
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? [title.toUpperCase(), ...lines].join('\n') : ''

function whatHappened({ step, status, failure }: StepResult, record: RemediationRecord) {
  if (failure) return [`- ${failure.reason}.`, `  What to do: ${failure.remedy}.`]
  if (status === 'unneeded') return []
  const before = record.before.encryption ?? undefined
  switch (step.type) {
    case 'put-bucket-policy': {
      const sids = step.statements.map(({ Sid }) => `"${Sid}"`).join(', ')
      return status === 'planned'
        ? [`- The bucket policy would get the statement ${sids}.`]
        : [`- The bucket policy got the statement ${sids}. All other statements are as they were.`]
    }
    case 'put-bucket-encryption': {
      const [from, to] = [before, strengthen(before, step.minimum)].map(describeRule).map(show)
      return status === 'planned'
        ? [`- Default encryption, now ${from}, would become ${to}.`]
        : [`- Default encryption was ${from} and is ${to} now.`]
    }
    default:
      return step satisfies never
  }
}

const show = (text: string) => printable(text)

const concerned = (record: RemediationRecord): readonly Finding[] =>
  record.findings.filter((finding) => !isCompliant(finding))

const controlOf = ({ control }: Finding): Control | undefined =>
  CONTROLS.find(({ id }) => id === control)

const why = (finding: Finding) => `${describeFinding(finding)} ${controlOf(finding)?.why ?? ''}`

const describeFinding = ({ control, reason }: Finding) => `- ${control}: ${printable(reason)}.`

function ifItHurts(record: RemediationRecord): readonly string[] {
  if (!record.steps.some(({ status }) => status === 'done')) return []
  const mended = record.findings.filter(({ verdict }) => verdict === 'non-compliant')
  return [
    ...mended.map((finding) => `- ${controlOf(finding)?.ifItHurts}`),
    '- What stood there before is in the JSON form of this message, under "before". Cooper mends the bucket again when it is put back: talk to those who run Cooper first.',
  ]
}

const nextDeployment = (record: RemediationRecord): readonly string[] =>
  record.steps.length > 0
    ? ['A deployment that puts the old settings back is mended again.', '', snippetFor(record)]
    : []
