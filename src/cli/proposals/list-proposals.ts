import { checkBuckets } from '../../check/check-buckets.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { Ports } from '../../core/ports.ts'
import { printableJson } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { checkEvent } from '../fix/fix-event.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { actorOf } from '../options/actor.ts'
import { eachMember, totalOfAll } from '../options/each-member.ts'
import type { OrganizationOptions } from '../options/organization-options.ts'
import { notesOnOtherRegions } from '../options/other-regions.ts'
import { journalOf, personalPorts } from '../options/ports.ts'
import { openSelections } from '../options/selection.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import { printNotes } from '../options/settings-options.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { codeOfReader, interruptible } from '../terminal/interruption.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { startProgress } from '../terminal/progress.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { readProposals } from './open-proposal.ts'
import { listTotals, proposalData, proposalLines } from './proposal-lines.ts'

export interface ListOptions extends SelectionOptions, OrganizationOptions {
  readonly json?: true
}

/** Looks at all selected buckets, and prints the proposals that wait for an answer. */
export async function listProposals(
  names: readonly string[],
  options: ListOptions,
): Promise<ExitCode> {
  if (journalOf(options) === undefined) throw new Error(NO_JOURNAL)
  // A proposal is about all of its controls, so the bucket is checked for all of them.
  const { control: wanted, ...selected } = options
  const selections = await openSelections(names, selected)
  const { caller, asked, regions } = selections
  const silent = { ...options, notify: false }
  const { journalRegion } = (await personalPorts(silent, caller))(caller.region)
  const elsewhere = notesOnOtherRegions(regions, journalRegion)
  printNotes([...asked.notes, ...(asked.problem ? [asked.problem] : []), ...elsewhere])
  const progress = process.stdout.isTTY ? undefined : startProgress(process.stderr)
  const counts = { open: 0, unread: 0 }
  const actor = actorOf(caller, 'proposals')
  const check = async (bucket: Bucket, settings: Settings, ports: Ports) => {
    const found = await readProposals(checkEvent(bucket, actor, ports.now()), settings, ports)
    if (found?.isUnknown) counts.unread += 1
    const { open } = found ?? {}
    if (open && (!wanted || open.controls.some((id) => wanted.includes(id)))) {
      counts.open += 1
      const lines = proposalLines(open).map((line) => `${line}\n`)
      await writeOut(options.json ? `${printableJson(proposalData(open))}\n` : lines.join(''))
    }
    return { bucket, findings: [], steps: [] }
  }
  const report = async ({ error }: { readonly error?: string }) => {
    progress?.tick()
    if (error !== undefined) counts.unread += 1
  }
  const signal = interruptible()
  const totalOf = totalOfAll(selections, (total) => progress?.total(total))
  const left = await eachMember(selections, async (selection) => {
    const { source, s3, pace } = selection
    const portsOf = await personalPorts(silent, caller, selection)
    const checkOne = (bucket: Bucket) => {
      const ports = { ...portsOf(bucket.region), s3: s3(bucket.region).calls }
      return check(bucket, selection.asked.settings, ports)
    }
    const checkPorts = { check: checkOne, report, wait: jitteredWait, pace }
    await checkBuckets(source.buckets(totalOf(selection)), checkPorts, { signal })
  })
  progress?.stop()
  process.stderr.write(`${listTotals(counts)}\n`)
  const code = counts.unread + left.length > 0 ? EXIT.findings : EXIT.well
  return signal.aborted ? codeOfReader(code) : code
}
