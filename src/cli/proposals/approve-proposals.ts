import type { Actor, BucketEvent } from '../../core/event.ts'
import { BY_APPROVAL } from '../../core/event.ts'
import { isCompliant } from '../../core/finding.ts'
import { printableJson } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { checkEvent, fixEvent } from '../fix/fix-event.ts'
import { type FixResult, isSuccess, plural, resultLines } from '../fix/fix-lines.ts'
import { remediateWithRetry } from '../fix/remediate-with-retry.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { actorOf } from '../options/actor.ts'
import { type EndpointOptions, refusePlainHttp } from '../options/endpoint-options.ts'
import { type JournalAccess, type JournalOptions, openJournal } from '../options/journal-options.ts'
import { journalOf, refuseInSilence } from '../options/ports.ts'
import { openSettingsByAccount, settingsToWrite } from '../options/settings-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { type ClosedProposal, reasonClosed } from './closed-proposal.ts'
import {
  bucketOfProposal,
  type FoundProposal,
  findProposal,
  type ProposalName,
} from './find-proposal.ts'
import { type OpenProposal, readProposals } from './open-proposal.ts'
import { closedLines, proposalData, proposalLines } from './proposal-lines.ts'

export interface ApproveOptions extends JournalOptions, EndpointOptions {
  readonly shellSettings?: true
  readonly yes?: true
  readonly json?: true
}

/** Shows the changes, asks for confirmation, and makes those that are still proposed. */
export async function approveProposals(
  names: readonly ProposalName[],
  options: ApproveOptions,
): Promise<ExitCode> {
  refuseInSilence(options)
  if (journalOf(options) === undefined) throw new Error(NO_JOURNAL)
  const access = await openJournal(options)
  const { journal, shellSettings } = options
  const settingsOf = await openSettingsByAccount(
    { ...(journal && { journal }), ...(shellSettings && { shellSettings }) },
    access.caller,
  )
  const asked = await settingsOf(access.account)
  // As the bot: a proposal may contain the removal of statements.
  const settings = settingsToWrite(asked, {
    ...(options.dryRun && { dryRun: true }),
    removeObsoleteStatements: true,
  })
  await refusePlainHttp(settings, access.caller.region, options)
  const interruption = interruptible(FINISHING)
  const found = await Promise.all(names.map((name) => findProposal(name, access)))
  const frame = { access, settings, options, actor: actorOf(access.caller, 'approve') }
  const open: OpenProposal[] = []
  const codes: ExitCode[] = []
  for (const one of found) {
    const looked = await look(one, frame)
    if ('steps' in looked) {
      open.push(looked)
      if (options.dryRun || !options.json)
        await show(proposalLines(looked), proposalData(looked), options)
    } else {
      codes.push(looked.isDone ? EXIT.well : EXIT.findings)
      await show(closedLines(looked), looked, options)
    }
  }
  process.stderr.write(`${plural(open.length, 'proposal')} to approve.\n`)
  if (interruption.aborted) return EXIT.interrupted
  if (open.length === 0) return worst(codes)
  if (options.dryRun) return EXIT.findings
  if (!options.yes && !(await isConfirmed('Approve and make the changes?', interruption))) {
    process.stderr.write('Nothing was changed.\n')
    return interruption.aborted ? EXIT.interrupted : EXIT.findings
  }
  for (const proposal of open) {
    if (interruption.aborted) break
    codes.push(await approve(proposal, frame))
  }
  return interruption.aborted ? EXIT.interrupted : worst(codes)
}

const FINISHING =
  'Finishing the bucket in progress, and no others. Press Ctrl-C again to stop at once.'

interface Frame {
  readonly access: JournalAccess
  readonly settings: Settings
  readonly options: ApproveOptions
  readonly actor: Actor
}

async function look(
  found: FoundProposal,
  { access, settings, actor }: Frame,
): Promise<OpenProposal | ClosedProposal> {
  const bucket = bucketOfProposal(found)
  const ports = access.portsOf(bucket.region)
  const known = await readProposals(checkEvent(bucket, actor, ports.now()), settings, ports)
  const isOpen = known?.open?.record.id === found.record.id
  return isOpen && known.open ? known.open : reasonClosed(found, known, ports.now())
}

async function approve(
  { id, controls, record, bucket }: OpenProposal,
  { access, settings, options, actor }: Frame,
): Promise<ExitCode> {
  const approval = { id: record.id, controls, actor: record.actor }
  const event: BucketEvent = { ...fixEvent(bucket, actor, new Date()), name: BY_APPROVAL, approval }
  const completion = `run: npx cooper fix ${bucket.name}`
  const result = await remediateWithRetry(event, settings, access.portsOf, completion)
  await show(resultLines(bucket.name, result), { proposal: id, ...result }, options)
  return isSuccess(result) && isFixed(result) ? EXIT.well : EXIT.findings
}

/** An exemption that came in between is not what the person approved. */
const isFixed = (result: FixResult) =>
  'remaining' in result ? result.remaining.every(isCompliant) : result.outcome === 'compliant'

const show = (lines: readonly string[], data: object, { json }: ApproveOptions) =>
  writeOut(json ? `${printableJson(data)}\n` : lines.map((line) => `${line}\n`).join(''))
