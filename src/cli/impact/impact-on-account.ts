import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import { readPosture } from '../../check/read-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import { accountsText } from '../../core/check/check-summary.ts'
import { snapshotOf } from '../../core/posture.ts'
import type { BucketImpact, Judged } from '../../impact/bucket-impact.ts'
import { daysAgo, judgeBucket } from '../../impact/judge-logs.ts'
import { checkWithHistory } from '../check/check-with-history.ts'
import { fixEvent } from '../fix/fix-event.ts'
import { actorOf } from '../options/actor.ts'
import { eachMember } from '../options/each-member.ts'
import { personalPorts } from '../options/ports.ts'
import { openSelections, type Selection } from '../options/selection.ts'
import { printNotes } from '../options/settings-options.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { codeOfReader, interruptible } from '../terminal/interruption.ts'
import { codeOfAll, codeOfImpact } from './code-of-impact.ts'
import type { ImpactOptions } from './impact-options.ts'
import { openImpactOutput } from './impact-output.ts'
import { judgeFiles } from './judge-files.ts'
import { knownPolicy, plannedChange } from './planned-change.ts'
import { readPolicy } from './read-policy.ts'

/** Judges the access logs of buckets of the account, each between its live policy and the one after the change. */
export async function impactOnAccount(
  names: readonly string[],
  options: ImpactOptions,
): Promise<ExitCode> {
  if (options.file && names.length === 0) {
    throw new Error('Cannot judge log files without a policy: name buckets, or add --policy')
  }
  const selections = await openSelections(names, options)
  printNotes(selections.asked.notes)
  const where = selections.regions.length > 0 ? selections.regions.join(', ') : 'all regions'
  const accounts = accountsText(selections.all.map(({ account }) => account))
  const output = await openImpactOutput(options, { scope: `${accounts}, ${where}` })
  const signal = interruptible()
  const codes: ExitCode[] = []
  const left = await eachMember(selections, (selection) =>
    judgeSelection(selection, options, signal, async (found) => {
      codes.push(codeOfImpact(found))
      await output.add(found, selection.account)
    }),
  )
  await output.end(!signal.aborted && left.length === 0)
  const code = codeOfAll([...codes, ...left.map(() => EXIT.findings)])
  return signal.aborted ? codeOfReader(code) : code
}

/** Judges the buckets of one account. */
async function judgeSelection(
  selection: Selection,
  options: ImpactOptions,
  signal: AbortSignal,
  report: (found: BucketImpact) => Promise<void>,
): Promise<void> {
  const { source, caller } = selection
  const changeOf = await changes(selection, options)
  const clientIn = (region: string) => selection.s3(region).client
  const { logs } = options
  const place = logs && (await locateBucket(clientIn(caller.region), logs.bucket))
  const logsAsked = {
    since: daysAgo(options.days),
    ...(logs && { logs: { ...logs, region: place ?? caller.region } }),
  }
  if (options.file) return judgeFiles(source, options.file, changeOf, report)
  for await (const bucket of source.buckets(() => undefined)) {
    if (signal.aborted) break
    const found = await judgeBucket(bucket, () => changeOf(bucket), clientIn, logsAsked)
    if (found) await report(found)
  }
}

/** The change of a bucket's policy. `undefined`: the bucket no longer exists. */
async function changes(
  selection: Selection,
  options: ImpactOptions,
): Promise<(bucket: Bucket) => Promise<Judged | undefined>> {
  const { caller, asked, s3 } = selection
  const after = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const portsOf = await personalPorts({ ...options, notify: false }, caller, selection)
  const actor = actorOf(caller, 'impact')
  return async (bucket) => {
    const { calls } = s3(bucket.region)
    if (after) {
      const posture = await readPosture(bucket, calls)
      if (!posture) return undefined
      return { before: knownPolicy(snapshotOf(posture)), after, policy: 'file' }
    }
    const event = fixEvent(bucket, actor, new Date())
    const ports = { ...portsOf(bucket.region), s3: calls }
    const outlook = await checkWithHistory(event, asked.settings, ports)
    if (!outlook) return undefined
    return plannedChange(outlook)
  }
}
