import type { AssessedBucket } from '../../check/assess-bucket.ts'
import { assess } from '../../core/assessment/assess.ts'
import { isOver, type Settling, settlingBy } from '../../core/assessment/settling.ts'
import { stackOf } from '../../core/assessment/stack.ts'
import type { BucketEvent } from '../../core/event.ts'
import { isNonCompliant, isWaiting } from '../../core/finding.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import type { WaitingBucket } from '../../core/journal/waiting.ts'
import type { History, Ports } from '../../core/ports.ts'

type SettlingPorts = Pick<Ports, 'waiting' | 'now'>

const mayCreatePolicy = ({ posture: { policy }, findings }: AssessedBucket) =>
  policy.known && policy.value === undefined && findings.some(isNonCompliant)

/** Exempts the findings for which a policy would be created, while the deployment of the bucket may not be finished. */
export async function considerSettling<
  Assessed extends AssessedBucket & { readonly entries: readonly JournalEntry[] },
>(
  assessed: Assessed,
  history: Promise<History>,
  event: BucketEvent,
  ports: SettlingPorts,
): Promise<Assessed> {
  if (!mayCreatePolicy(assessed)) return assessed
  const { posture, circumstances } = assessed
  const waitingFor = (settling: Settling): Assessed => {
    const waiting = { ...circumstances, settling }
    return { ...assessed, circumstances: waiting, findings: assess(posture, waiting) }
  }
  const begun = settlingOf(assessed, event, ports)
  const known = ports.waiting ? (await history).waiting : []
  // Without a finding that waits, no policy would be created.
  const first = begun ?? known[0]
  if (!first || !waitingFor(first).findings.some(isWaiting)) return assessed
  const { settleMinutes } = circumstances.settings
  const settling =
    (begun && (await begin(begun, event, known, settleMinutes, ports))) ??
    (await firstNotOver(known, settleMinutes, ports))
  return settling ? waitingFor(settling) : assessed
}

function settlingOf(
  { circumstances, entries }: AssessedBucket & { readonly entries: readonly JournalEntry[] },
  event: BucketEvent,
  { waiting }: SettlingPorts,
): Settling | undefined {
  const { tags } = circumstances.context
  // Without notes, nothing would tell that the stack is finished.
  const stack = waiting && tags?.known ? stackOf(tags.value) : undefined
  return settlingBy(event, stack, entries)
}

/** `undefined`: it is over already. An event may arrive after the end of the stack. */
async function begin(
  begun: Settling,
  event: BucketEvent,
  known: readonly WaitingBucket[],
  settleMinutes: number,
  ports: SettlingPorts,
): Promise<Settling | undefined> {
  const { waiting, now } = ports
  if (isOver(begun, undefined, settleMinutes, now())) return undefined
  if (!waiting) return begun
  const note: WaitingBucket = { version: 1, ...begun, event }
  const isNoted = known.some(
    ({ stack, since }) => stack?.id === begun.stack?.id && since >= begun.since,
  )
  // The note comes before the end is read: a stack that ends between them finds the note.
  if (!isNoted) await waiting.begin(note)
  if (await firstNotOver([begun], settleMinutes, ports)) return begun
  await waiting.remove([note])
  return undefined
}

async function firstNotOver(
  some: readonly Settling[],
  settleMinutes: number,
  { waiting, now }: SettlingPorts,
): Promise<Settling | undefined> {
  for (const one of some) {
    const ended = one.stack && (await waiting?.endOf(one.stack.id))
    if (!isOver(one, ended, settleMinutes, now())) return one
  }
  return undefined
}
