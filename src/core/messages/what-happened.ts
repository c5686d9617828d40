import { strengthen } from '../encryption/requirement.ts'
import { describeRule } from '../encryption/rule.ts'
import type { RemediationRecord, StepResult } from '../journal/record.ts'
import { printable } from '../printable.ts'
import { mergeOwnStatements, type StatementChange } from '../statements/merge.ts'
import type { RestoreStep } from '../step.ts'

/** What came of a step, or would come of a planned one, in printable lines. */
export function describeStepResult(
  result: StepResult,
  record: RemediationRecord,
): readonly string[] {
  const { step, status, failure } = result
  if (failure) return [`- ${failure.reason}.`, `  What to do: ${failure.remedy}.`]
  if (status === 'unneeded') return []
  switch (step.type) {
    case 'put-bucket-policy':
      return status === 'planned'
        ? changesOf(result, record).map(wouldChange)
        : whatChanged(changesOf(result, record), record)
    case 'put-bucket-encryption': {
      const snapshot = status === 'planned' ? record.after : record.before
      const before = snapshot.encryption ?? undefined
      const from = printable(describeRule(before))
      const to = printable(describeRule(strengthen(before, step.demand, record)))
      return status === 'planned'
        ? [`- Default encryption, now ${from}, would become ${to}.`]
        : [`- Default encryption was ${from}; ${to} was set.`]
    }
    case 'restore-bucket-policy':
    case 'restore-bucket-encryption':
      return [restored(step, record)]
    default:
      return step satisfies never
  }
}

function restored(step: RestoreStep, { undo, lostUpdate }: RemediationRecord): string {
  const what =
    step.type === 'restore-bucket-policy'
      ? 'The bucket policy'
      : `Default encryption, ${printable(describeRule(step.rule ?? undefined))},`
  if (undo?.ownStatementsOnly)
    return `- Cooper's own statements were taken out of the bucket policy.`
  if (undo) return `- ${what} was put back as it stood before the change ${printable(undo.of)}.`
  return lostUpdate
    ? `- ${what} of the call above was put back, with what Cooper asks for: Cooper had written at the same moment, and over it.`
    : `- ${what} was put back.`
}

function changesOf(
  { step, statements }: StepResult,
  { before, bucket, partition }: RemediationRecord,
): readonly StatementChange[] {
  if (statements || step.type !== 'put-bucket-policy') return statements ?? []
  return mergeOwnStatements(before.policy ?? undefined, step, { name: bucket, partition }).changes
}

const wouldChange = ({ sid, change }: StatementChange) =>
  change === 'removed'
    ? `- Cooper's statement "${sid}", which is not asked for any more, would be taken out of the bucket policy.`
    : `- The bucket policy would get the statement "${sid}".`

function whatChanged(
  changes: readonly StatementChange[],
  { before }: RemediationRecord,
): readonly string[] {
  if (before.policy) {
    return changes.map(
      ({ sid, change }) =>
        `- The statement "${sid}" ${CHANGES[change]}. No other statement was touched.`,
    )
  }
  const [first, ...others] = changes.map(({ sid }) => `"${sid}"`)
  if (first === undefined) return []
  const statements =
    others.length > 0 ? `statements ${[first, ...others].join(', ')}` : `statement ${first}`
  return [`- The bucket got a policy with the ${statements}.`]
}

const CHANGES: Readonly<Record<StatementChange['change'], string>> = {
  added: 'was added to the bucket policy',
  replaced: 'of the bucket policy was damaged, or not what is asked for now, and was put right',
  removed: 'of Cooper was taken out of the bucket policy: it is not asked for any more',
}
