import type { Actor } from '../event.ts'
import type { Fight } from '../journal/flapping.ts'
import type { RemediationRecord } from '../journal/record.ts'
import type { Snapshot } from '../posture.ts'
import { printable } from '../printable.ts'

/** What people have to decide where somebody else's write met one of Cooper's, in printable lines. */
export function atTheSameMoment({ collision }: RemediationRecord): readonly string[] {
  if (!collision || collision.step) return []
  const what = collision.theirs.policy === undefined ? 'default encryption' : 'a bucket policy'
  return [
    `- The call above put ${what} within the second in which Cooper wrote. What it put does not stand there now.`,
    '  Cooper may have written over it, or somebody replaced it on purpose: the times do not tell. Nothing was put back.',
    '  What to do: put it again if it is meant to be there.',
    '  It put:',
    ...linesOf(collision.theirs),
    '  Now there is:',
    ...linesOf(collision.standing),
  ]
}

/** What follows from an undo, in printable lines. */
export function whatHolds({ undo, outcome }: RemediationRecord): readonly string[] {
  if (!undo || outcome === 'failed') return []
  const controls = undo.controls.join(', ')
  return undo.until === null
    ? [`- Cooper looks after ${controls} of this bucket again.`]
    : [`- Cooper holds still on ${controls} of this bucket until ${undo.until}.`]
}

/** Who keeps undoing what Cooper does, in printable lines. */
export const whoUndoesIt = ({ fights = [] }: RemediationRecord): readonly string[] =>
  fights.flatMap(describeFight)

const describeFight = ({ control, times, since, until, by }: Fight) => [
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

function linesOf({ policy, encryption }: Snapshot): readonly string[] {
  const value = policy === undefined ? encryption : policy
  if (value === null || value === undefined) return ['    nothing']
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => `    ${printable(line)}`)
}
