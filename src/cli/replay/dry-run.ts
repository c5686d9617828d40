import { CONTROL_IDS } from '../../core/controls/ids.ts'
import type { BucketEvent } from '../../core/event.ts'
import { announcedOutcome } from '../../core/journal/record-of.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import { notingAnnouncement, outlookWithHistory } from '../check/check-with-history.ts'
import type { FixResult } from '../fix/fix-lines.ts'
import type { PersonalPorts } from '../options/ports.ts'

/** A dry run knows what is in the journal, and writes nothing to it. */
export const readOnly = ({ journal, waiting, ...ports }: PersonalPorts): PersonalPorts => ({
  ...ports,
  journal: { ...WITHOUT_JOURNAL, recent: journal.recent, find: journal.find },
  ...(waiting && { waiting: { ...waiting, begin: noWrite, end: async () => [], remove: noWrite } }),
})

const noWrite = async () => undefined

/** The settings of a dry run, which writes to no bucket. */
export const reporting = (settings: Settings): Settings => ({
  ...settings,
  modes: Object.fromEntries(CONTROL_IDS.map((id) => [id, 'report'])) as Settings['modes'],
})

/**
 * The result of a dry run as the bot's would be by the journal: without the steps of controls that are flapping, and with what
 * the bot announces or proposes in place of a fix.
 */
export async function consideringHistory(
  result: FixResult,
  event: BucketEvent,
  settings: Settings,
  portsIn: (region: string) => Ports,
): Promise<FixResult> {
  if (result.outcome !== 'reported' || !('remaining' in result)) return result
  const { region, steps, remaining } = result
  const located = { ...event, bucket: { ...event.bucket, region } }
  const known = await outlookWithHistory(located, settings, portsIn(region))
  if (!known) return result
  const { outlook, announced, today } = known
  const flapping = outlook.findings.filter(
    ({ control, isFlapping }) => isFlapping && settings.modes[control] === 'remediate',
  )
  if (flapping.length === 0 && announced.length === 0) return result
  const found = (id: string) => flapping.find(({ control }) => control === id)
  return {
    ...result,
    outcome: flapping.length > 0 ? 'flapping' : announcedOutcome(announced),
    steps: steps.filter(({ step }) => !step.controls.every(found)),
    remaining: remaining
      .map((finding) => found(finding.control) ?? finding)
      .map(notingAnnouncement(announced, event.bucket.name, today)),
    ...(announced.length > 0 && { announced }),
  }
}
