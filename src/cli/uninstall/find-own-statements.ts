import { styleText } from 'node:util'
import { checkBuckets } from '../../check/check-buckets.ts'
import { readPosture } from '../../check/read-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import { planRemoval } from '../../core/journal/plan-removal.ts'
import type { UndoPlan } from '../../core/journal/plan-undo.ts'
import { visible } from '../../core/printable.ts'
import { eachMember, totalOfAll } from '../options/each-member.ts'
import { journalOf } from '../options/ports.ts'
import type { Selection, Selections } from '../options/selection.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import { startProgress } from '../terminal/progress.ts'
import type { Show, UninstallOptions } from './uninstall-options.ts'

interface WithOwnStatements {
  readonly buckets: readonly Bucket[]
  /** How many policies could not be read. */
  readonly unread: number
  /** How many accounts are left out. */
  readonly unreachable: number
}

/** Looks at all selected buckets, and keeps only the names of those whose policy has statements of Cooper. */
export async function findOwnStatements(
  selections: Selections,
  options: UninstallOptions,
  show: Show,
  signal: AbortSignal,
): Promise<WithOwnStatements> {
  const progress = process.stdout.isTTY ? undefined : startProgress(process.stderr)
  const buckets: Bucket[] = []
  let unread = 0
  const check = async (bucket: Bucket, { s3 }: Selection) => {
    const posture = await readPosture(bucket, s3(bucket.region).calls)
    // The stack of Cooper has the policy of its journal.
    if (!posture || bucket.name === journalOf(options)) return undefined
    const { policy } = posture
    if (!policy.known) return { bucket, findings: [], steps: [], error: policy.reason }
    const plan = planRemoval(posture, options.control)
    if (plan.steps.length > 0) {
      buckets.push(bucket)
      if (options.dryRun || !options.json)
        await show(removalLines(bucket, plan), dataOf(bucket, plan))
    }
    return { bucket, findings: [], steps: [] }
  }
  const report = async ({
    bucket,
    error,
  }: {
    readonly bucket: Bucket
    readonly error?: string
  }) => {
    progress?.tick()
    if (error === undefined) return
    unread += 1
    process.stderr.write(`${bucket.name}: ${visible(error)}\n`)
  }
  const totalOf = totalOfAll(selections, (total) => progress?.total(total))
  const left = await eachMember(selections, async (selection) => {
    const checkOne = (bucket: Bucket) => check(bucket, selection)
    const ports = { check: checkOne, report, wait: jitteredWait, pace: selection.pace }
    await checkBuckets(selection.source.buckets(totalOf(selection)), ports, { signal })
  })
  progress?.stop()
  const sorted = buckets.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return { buckets: sorted, unread, unreachable: left.length }
}

const policiesIn = ({ now, steps: [step] }: UndoPlan) => ({
  before: { policy: now.policy ?? null },
  after: { policy: step?.attribute === 'policy' ? step.value : null },
})

const dataOf = (bucket: Bucket, plan: UndoPlan) => ({ bucket, ...policiesIn(plan) })

function removalLines(bucket: Bucket, plan: UndoPlan): readonly string[] {
  const { before, after } = policiesIn(plan)
  const { name, account, region } = bucket
  return [`${styleText('bold', name)}  ${account}  ${region}`, ...diffOf(before, after), '']
}
