import type { Actor } from '../event.ts'
import type { Flapping } from '../journal/flapping.ts'
import type { RemediationRecord } from '../journal/record.ts'
import type { Snapshot } from '../posture.ts'
import { printable } from '../printable.ts'

/** What people have to decide where somebody else's write met one of Cooper's, in printable lines. */
export function describeLostUpdate({ lostUpdate }: RemediationRecord): readonly string[] {
  if (!lostUpdate || lostUpdate.step) return []
  const what = lostUpdate.put.policy === undefined ? 'default encryption' : 'a bucket policy'
  return [
    `- The call above put ${what} within the second in which Cooper wrote. What it put does not stand there now.`,
    '  Cooper may have written over it, or somebody replaced it on purpose: the times do not tell. Nothing was put back.',
    '  What to do: put it again if it is meant to be there.',
    '  It put:',
    ...snapshotLines(lostUpdate.put),
    '  Now there is:',
    ...snapshotLines(lostUpdate.current),
  ]
}

/** What follows from an undo, in printable lines. */
export function describeHold({ undo, outcome }: RemediationRecord): readonly string[] {
  if (!undo || outcome === 'failed') return []
  const controls = undo.controls.join(', ')
  return undo.until === null
    ? [`- Cooper looks after ${controls} of this bucket again.`]
    : [`- Cooper holds still on ${controls} of this bucket until ${undo.until}.`]
}

/** Who keeps undoing what Cooper does, in printable lines. */
export const describeFlapping = ({ flapping = [] }: RemediationRecord): readonly string[] =>
  flapping.flatMap(flappingLines)

const flappingLines = ({ control, times, since, until, by }: Flapping) => [
  `- ${control}: mended ${times} times since ${since}, and undone each time. Cooper leaves it as it is until ${until}.`,
  ...by.map((actor) => `  By ${describeActor(actor)}`),
  '  What to do: change what puts the old settings back, mostly a template, by the lines below.',
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
