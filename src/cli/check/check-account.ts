import { type CheckPorts, checkBuckets } from '../../check/check-buckets.ts'
import type { BucketCalls } from '../../core/bucket-calls.ts'
import type { BucketReport } from '../../core/check/bucket-report.ts'
import type { CheckSummary } from '../../core/check/check-summary.ts'
import { checkEvent } from '../fix/fix-event.ts'
import { actorOf } from '../options/actor.ts'
import { eachMember, totalOfAll } from '../options/each-member.ts'
import type { OrganizationOptions } from '../options/organization-options.ts'
import { notesOnOtherRegions } from '../options/other-regions.ts'
import { personalPorts } from '../options/ports.ts'
import { openSelections } from '../options/selection.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import { printNotes } from '../options/settings-options.ts'
import type { ExitCode } from '../terminal/exit-code.ts'
import { codeOfReader, interruptible } from '../terminal/interruption.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { type Progress, startProgress } from '../terminal/progress.ts'
import { version } from '../terminal/version.ts'
import { type ChangesOptions, openChanges } from './check-changes.ts'
import { type ExitOptions, exitCodeOf } from './check-exit.ts'
import { type OutputOptions, onStdout, openOutputs } from './check-outputs.ts'
import { checkWithHistory } from './check-with-history.ts'
import { withSecurityHub } from './security-hub-output.ts'
import { type Findings, tallied } from './tallied.ts'

export type CheckOptions = SelectionOptions &
  OrganizationOptions &
  OutputOptions &
  ExitOptions &
  ChangesOptions

/** Checks all selected buckets and reports the findings. */
export async function checkAccount(
  names: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> {
  const selections = await openSelections(names, options)
  const { caller, asked, regions, all } = selections
  const { settings, notes, problem } = asked
  const silent = { ...options, notify: false }
  const { journalRegion } = (await personalPorts(silent, caller))(caller.region)
  const unknown = notesOnOtherRegions(regions, journalRegion)
  printNotes([...notes, ...(problem ? [problem] : []), ...unknown])
  const started = new Date().toISOString()
  const accounts = all.map(({ account }) => account)
  const facts = { accounts, controls: settings.controls, regions, started }
  const files = await openOutputs(options, {
    ...{ ...facts, settings, time: started, version },
    withAll: options.all === true,
    tagKeys: options.tags ?? [],
  })
  const output = options.securityHub
    ? withSecurityHub(files, { settings, time: started, accounts: all })
    : { ...files, isDelivered: () => true }
  const progress = showProgress(options)
  const changes = await openChanges(options, settings)
  const findings = tallied(output, facts, progress, changes)
  const actor = actorOf(caller, 'check')
  const signal = interruptible()
  const totalOf = totalOfAll(selections, (total) => progress?.total(total))
  const work = eachMember(selections, async (selection) => {
    const { source, s3, pace } = selection
    const portsOf = await personalPorts(silent, caller, selection)
    const check: CheckPorts['check'] = async (bucket) => {
      const { calls } = s3(bucket.region)
      const event = checkEvent(bucket, actor, new Date())
      const ports = { ...portsOf(bucket.region), s3: calls }
      const report = await checkWithHistory(event, selection.asked.settings, ports)
      // One more request for each bucket, so only if somebody asks for them.
      return report && options.tags ? withTags(report, options.tags, calls) : report
    }
    const ports = { check, report: findings.add, wait: jitteredWait, pace }
    await checkBuckets(source.buckets(totalOf(selection)), ports, { signal })
  })
  const codeOf = ({ verdicts: all }: CheckSummary, hasGaps: boolean) => {
    const verdicts = options.baseline === undefined ? all : findings.newVerdicts()
    return exitCodeOf(options, { verdicts, hasGaps, isDelivered: output.isDelivered() })
  }
  return exitWhenDone(
    work.then((left) => left.length > 0),
    { signal, findings, codeOf },
  )
}

async function withTags(
  report: BucketReport,
  keys: readonly string[],
  calls: Pick<BucketCalls, 'readTags'>,
): Promise<BucketReport> {
  const tags = await calls.readTags(report.bucket)
  if (!tags.known) return { ...report, tags }
  const asked = Object.entries(tags.value).filter(([key]) => keys.includes(key))
  return { ...report, tags: { known: true, value: Object.fromEntries(asked) } }
}

// Data and a progress bar would overwrite each other on a terminal.
const showProgress = (options: CheckOptions): Progress | undefined =>
  process.stdout.isTTY && onStdout(options) > 0 ? undefined : startProgress(process.stderr)

interface Ending {
  readonly signal: AbortSignal
  readonly findings: Findings
  readonly codeOf: (summary: CheckSummary, hasGaps: boolean) => ExitCode
}

async function exitWhenDone(
  work: Promise<boolean>,
  { signal, findings, codeOf }: Ending,
): Promise<ExitCode> {
  const finished = work.then((hasGaps) => ({ hasGaps, isComplete: !signal.aborted }))
  const interrupted = new Promise<Awaited<typeof finished>>((resolve) => {
    signal.addEventListener('abort', () => resolve({ hasGaps: false, isComplete: false }))
  })
  try {
    const { hasGaps, isComplete } = await Promise.race([finished, interrupted])
    const code = codeOf(await findings.end(isComplete && !hasGaps), hasGaps)
    if (isComplete) return code
    // Requests in progress would delay the end of the process.
    process.exit(codeOfReader(code))
  } catch (error) {
    await findings.abandon()
    throw error
  }
}
