import { type CheckPorts, checkBuckets } from '../../check/check-buckets.ts'
import { addReport, type CheckSummary, EMPTY_TALLY } from '../../core/check/check-summary.ts'
import type { Output } from '../../report/output.ts'
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
import { type ExitOptions, exitCodeOf } from './check-exit.ts'
import { type OutputOptions, onStdout, openOutputs } from './check-outputs.ts'
import { checkWithHistory } from './check-with-history.ts'
import { withSecurityHub } from './security-hub-output.ts'

export type CheckOptions = SelectionOptions & OrganizationOptions & OutputOptions & ExitOptions

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
  })
  const output = options.securityHub
    ? withSecurityHub(files, { settings, time: started, accounts: all })
    : { ...files, isDelivered: () => true }
  const progress = showProgress(options)
  const findings = tallied(output, facts, progress)
  const actor = actorOf(caller, 'check')
  const signal = interruptible()
  const totalOf = totalOfAll(selections, (total) => progress?.total(total))
  const work = eachMember(selections, async (selection) => {
    const { source, s3, pace } = selection
    const portsOf = await personalPorts(silent, caller, selection)
    const check: CheckPorts['check'] = (bucket) =>
      checkWithHistory(checkEvent(bucket, actor, new Date()), selection.asked.settings, {
        ...portsOf(bucket.region),
        s3: s3(bucket.region).calls,
      })
    const ports = { check, report: findings.add, wait: jitteredWait, pace }
    await checkBuckets(source.buckets(totalOf(selection)), ports, { signal })
  })
  const codeOf = ({ verdicts }: CheckSummary, hasGaps: boolean) =>
    exitCodeOf(options, { verdicts, hasGaps, isDelivered: output.isDelivered() })
  return exitWhenDone(
    work.then((left) => left.length > 0),
    { signal, findings, codeOf },
  )
}

// Data and a progress bar would overwrite each other on a terminal.
const showProgress = (options: CheckOptions): Progress | undefined =>
  process.stdout.isTTY && onStdout(options) > 0 ? undefined : startProgress(process.stderr)

interface Findings {
  readonly add: CheckPorts['report']
  /** Ends all outputs. */
  readonly end: (isComplete: boolean) => Promise<CheckSummary>
  /** Ends all outputs after an error, if there is a finding to report. */
  readonly abandon: () => Promise<void>
}

type CheckFacts = Pick<CheckSummary, 'accounts' | 'regions' | 'controls' | 'started'>

function tallied(output: Output, facts: CheckFacts, progress: Progress | undefined): Findings {
  let tally = EMPTY_TALLY
  const end: Findings['end'] = async (isComplete) => {
    progress?.stop()
    const seconds = (Date.now() - Date.parse(facts.started)) / 1000
    const summary = { ...facts, ...tally, seconds, isComplete }
    await output.end(summary)
    return summary
  }
  return {
    end,
    async add(report) {
      tally = addReport(tally, report)
      progress?.tick()
      await output.add(report)
    },
    async abandon() {
      progress?.stop()
      if (tally.buckets > 0) await end(false)
    },
  }
}

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
