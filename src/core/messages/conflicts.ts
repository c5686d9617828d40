import type { Actor } from '../event.ts'
import type { Flapping } from '../journal/flapping/flapping.ts'
import type { RemediationRecord } from '../journal/record.ts'
import type { Snapshot } from '../posture.ts'
import { printable } from '../printable.ts'

/** What people have to decide after a possible lost update, in printable lines. */
export function describeLostUpdate({ lostUpdate }: RemediationRecord): readonly string[] {
  if (!lostUpdate || lostUpdate.step) return []
  const { put, current } = lostUpdate
  const what = put.policy === undefined ? 'default encryption' : 'a bucket policy'
  if (Object.keys(current).length === 0) {
    return [
      `- The call above put ${what} at the time of a write by Cooper, which may have replaced it. Cooper cannot read what the bucket has now.`,
      '  What to do: if the bucket no longer has the value of the call, put it again.',
      '  The call put:',
      ...snapshotLines(put),
    ]
  }
  return [
    `- The call above put ${what} in the same second as a write by Cooper, and the bucket now has another value.`,
    '  Either Cooper replaced it, or somebody else did on purpose: the times do not show which. Nothing was restored.',
    '  What to do: if the value of the call is the right one, put it again.',
    '  The call put:',
    ...snapshotLines(put),
    '  The bucket now has:',
    ...snapshotLines(current),
  ]
}

/** The hold that follows from an undo or a rejection, in printable lines. */
export function describeHold({ undo, outcome }: RemediationRecord): readonly string[] {
  if (!undo || outcome === 'failed') return []
  const controls = undo.controls.join(', ')
  return undo.until === null
    ? [`- The hold ended: Cooper checks and fixes ${controls} of this bucket again.`]
    : [
        `- Cooper leaves ${controls} of this bucket alone until ${undo.until}.`,
        ...(undo.rejection === undefined ? [] : [`  Reason: ${printable(undo.rejection)}`]),
      ]
}

const MOST_KEYS_NAMED = 5

/** What the journal of the bucket may lack, in printable lines. */
export function describeUnreadable({ unreadable = [] }: RemediationRecord): readonly string[] {
  if (unreadable.length === 0) return []
  const more = unreadable.length - MOST_KEYS_NAMED
  return [
    '- Cooper skipped objects of its journal that are empty, cut off, or of a later version. So it may not know of an earlier change of this bucket:',
    ...unreadable.slice(0, MOST_KEYS_NAMED).map((key) => `  ${printable(key, 300)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '  What to do: ask the team that operates Cooper to repair or delete them.',
  ]
}

/** Who keeps undoing Cooper's changes, in printable lines. */
export const describeFlapping = ({ flapping = [] }: RemediationRecord): readonly string[] =>
  flapping.flatMap(flappingLines)

const flappingLines = ({ control, times, since, until, by }: Flapping) => [
  `- ${control}: fixed ${times} times since ${since}, and undone each time. Cooper leaves it alone until ${until}.`,
  ...by.map((actor) => `  Undone by ${describeActor(actor)}`),
  '  What to do: find what puts the old settings back, mostly a template, and add the lines below to it.',
]

const describeActor = ({ arn, kind, invokedBy, userAgent }: Actor) =>
  [
    `${printable(arn ?? 'unknown')} (${printable(kind, 40)})`,
    ...(invokedBy ? [`through ${printable(invokedBy, 160)}`] : []),
    ...(userAgent ? [`with ${printable(userAgent, 160)}`] : []),
  ].join(' ')

function snapshotLines({ policy, encryption }: Snapshot): readonly string[] {
  const value = policy === undefined ? encryption : policy
  if (value === null || value === undefined) return ['    nothing']
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => `    ${printable(line)}`)
}
