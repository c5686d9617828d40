import { randomUUID } from 'node:crypto'
import { readPosture } from '../../check/read-bucket.ts'
import { proposalId } from '../../core/announcements/announcement.ts'
import { proposedControls } from '../../core/announcements/proposal.ts'
import { errorText } from '../../core/cooper-error.ts'
import { snapshotOf } from '../../core/posture.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { undoChange } from '../../remediation/undo-change.ts'
import { plural } from '../fix/fix-lines.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { actorOf } from '../options/actor.ts'
import { type JournalAccess, type JournalOptions, openJournal } from '../options/journal-options.ts'
import { journalOf } from '../options/ports.ts'
import { printNotes } from '../options/settings-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { lastDayOfHold } from '../undo/last-day.ts'
import { notesOnHold } from '../undo/undo-lines.ts'
import {
  bucketOfProposal,
  type FoundProposal,
  findProposal,
  type ProposalName,
} from './find-proposal.ts'

export interface RejectOptions extends JournalOptions {
  readonly reason: string
  readonly until?: string
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

/** Sets a hold on the controls of each proposal, after asking. Nothing is written to a bucket. */
export async function rejectProposals(
  names: readonly ProposalName[],
  options: RejectOptions,
): Promise<ExitCode> {
  if (journalOf(options) === undefined) throw new Error(NO_JOURNAL)
  const access = await openJournal(options)
  const interruption = interruptible(FINISHING)
  const found = await Promise.all(names.map((name) => findProposal(name, access)))
  const show = (text: string, data: object) =>
    writeOut(options.json ? `${printableJson(data)}\n` : `${text}\n`)
  const codes: ExitCode[] = []
  const open: FoundProposal[] = []
  for (const one of found) {
    const id = proposalId(one.record)
    if (!one.answer) open.push(one)
    else {
      codes.push(one.answer.answer === 'rejected' ? EXIT.well : EXIT.findings)
      await show(`${visible(id, 600)}: ${one.answer.text}. Nothing was changed.`, {
        ...{ proposal: id, rejected: false, reason: one.answer.text },
      })
    }
  }
  process.stderr.write(`${plural(open.length, 'proposal')} to reject.\n`)
  if (open.length === 0) return worst(codes)
  if (options.dryRun) return EXIT.findings
  if (!options.yes && !(await isConfirmed('Reject and leave the buckets alone?', interruption))) {
    process.stderr.write('Nothing was changed.\n')
    return interruption.aborted ? EXIT.interrupted : EXIT.findings
  }
  for (const one of open) {
    if (interruption.aborted) break
    const { text, code, ...data } = await reject(one, options, access)
    codes.push(code)
    await show(`${visible(proposalId(one.record), 600)}: ${text}`, {
      ...{ proposal: proposalId(one.record), ...data },
    })
  }
  return interruption.aborted ? EXIT.interrupted : worst(codes)
}

const FINISHING = 'Finishing the rejection, if it has begun. Press Ctrl-C again to stop at once.'

async function reject(found: FoundProposal, options: RejectOptions, access: JournalAccess) {
  const bucket = bucketOfProposal(found)
  const ports = access.portsOf(bucket.region)
  const posture = await readPosture(bucket, ports.s3)
  if (!posture) return { text: GONE, code: EXIT.findings, rejected: false, reason: GONE }
  const until = await lastDayOfHold(bucket, options.until, ports)
  printNotes(notesOnHold(bucket, ports.journalRegion))
  const controls = proposedControls(found.record)
  const { record, error } = await undoChange(
    {
      id: `reject-${randomUUID()}`,
      actor: actorOf(access.caller, 'reject'),
      posture,
      plan: { controls, steps: [], changed: [], now: snapshotOf(posture) },
      undo: { of: found.record.id, until, controls, rejection: options.reason },
      interrupted: undefined,
    },
    ports,
  )
  if (error !== undefined) {
    const reason = `${errorText(error)}. Run the same command again to complete it.`
    return { text: visible(reason), code: EXIT.findings, rejected: false, reason }
  }
  const text = `rejected. Cooper leaves ${controls.join(' ')} of this bucket alone until ${until}.`
  return { text, code: EXIT.well, rejected: true, record }
}

const GONE = 'The bucket no longer exists. Nothing was changed.'
