import { type Intent, type JournalEntry, resumedBy } from '../core/journal/entry.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { isSameStep } from '../core/step.ts'
import { tooLate } from './deadline.ts'

/**
 * Writes the intended steps to the journal before the first write. Throws where that fails, so that nothing is changed. The
 * steps of an interrupted run are kept, and the new ones are added.
 */
export const writeIntent = (
  intent: Intent,
  interrupted: JournalPlace | undefined,
  ports: Ports,
): Promise<JournalPlace> =>
  interrupted ? resumeIntent(interrupted, intent, ports) : openIntent(intent, ports)

async function openIntent(intent: Intent, ports: Ports): Promise<JournalPlace> {
  const { journal } = ports
  const late = tooLate(ports, intent.event.bucket.name)
  if (late) throw late
  return journal.open(newEntry(intent, ports))
}

export const newEntry = (
  intent: Intent,
  { now, run }: Pick<Ports, 'now' | 'run'>,
): JournalEntry => ({
  version: 1,
  started: now().toISOString(),
  run,
  intent,
})

/** Also without further steps: the entry then belongs to this run only, and has its mark in the outbox again. */
async function resumeIntent(
  place: JournalPlace,
  { steps, lostUpdate, undo }: Intent,
  { journal, now, run }: Ports,
): Promise<JournalPlace> {
  const { entry } = place
  const { intent } = entry
  const more = steps.filter((step) => !intent.steps.some((one) => isSameStep(one, step)))
  const all = {
    ...{ ...intent, steps: [...intent.steps, ...more] },
    ...(lostUpdate && { lostUpdate }),
    ...(undo && { undo }),
  }
  return journal.amend(place, { ...resumedBy(run, now(), entry), intent: all })
}
