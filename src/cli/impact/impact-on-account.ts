import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import { readPosture } from '../../check/read-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import { snapshotOf } from '../../core/posture.ts'
import type { BucketImpact, Judged } from '../../impact/bucket-impact.ts'
import { daysAgo, judgeBucket } from '../../impact/judge-logs.ts'
import { checkWithHistory } from '../check/check-with-history.ts'
import { fixEvent } from '../fix/fix-event.ts'
import { actorOf } from '../options/actor.ts'
import { personalPorts } from '../options/ports.ts'
import { openSelection, type Selection } from '../options/selection.ts'
import { printNotes } from '../options/settings-options.ts'
import type { ExitCode } from '../terminal/exit-code.ts'
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
  const selection = await openSelection(names, options)
  const { source, caller, asked } = selection
  printNotes(asked.notes)
  const regions = source.regions.length > 0 ? source.regions.join(', ') : 'all regions'
  const output = await openImpactOutput(options, { scope: `account ${caller.account}, ${regions}` })
  const changeOf = await changes(selection, options)
  const signal = interruptible()
  const codes: ExitCode[] = []
  const report = async (found: BucketImpact) => {
    codes.push(codeOfImpact(found))
    await output.add(found)
  }
  const clientIn = (region: string) => selection.s3(region).client
  const { logs } = options
  const place = logs && (await locateBucket(clientIn(caller.region), logs.bucket))
  const logsAsked = {
    since: daysAgo(options.days),
    ...(logs && { logs: { ...logs, region: place ?? caller.region } }),
  }
  if (options.file) await judgeFiles(source, options.file, changeOf, report)
  else {
    for await (const bucket of source.buckets(() => undefined)) {
      const found = await judgeBucket(bucket, () => changeOf(bucket), clientIn, logsAsked)
      if (found) await report(found)
      if (signal.aborted) break
    }
  }
  await output.end(!signal.aborted)
  const code = codeOfAll(codes)
  return signal.aborted ? codeOfReader(code) : code
}

/** The change of a bucket's policy. `undefined`: the bucket no longer exists. */
async function changes(
  { caller, asked, s3 }: Selection,
  options: ImpactOptions,
): Promise<(bucket: Bucket) => Promise<Judged | undefined>> {
  const after = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const portsOf = await personalPorts({ ...options, notify: false }, caller)
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
