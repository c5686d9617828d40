import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import type { ClassCount } from '../../core/objects/tally.ts'
import { printable, visible } from '../../core/printable.ts'
import { countOf } from '../html/figures.ts'
import type { Paint } from '../table-lines.ts'
import { bytesText, countText, describeClass, SHORTFALLS } from './object-words.ts'

/** The objects of a bucket for people. Text from outside is made printable. */
export function objectsLines(found: BucketObjects, paint: Paint): readonly string[] {
  const { bucket, classes, notes } = found
  const counts = classes.map((one) => countText(one.objects, one.range))
  const width = Math.max(0, ...counts.map(({ length }) => length))
  return [
    `${signOf(found, paint)} ${paint('bold', visible(bucket.name, 255))}  ${bucket.region}  ${objectsSentence(found)}`,
    ...classes.flatMap((one, index) => classLines(one, (counts[index] ?? '').padStart(width))),
    ...notes.map((note) => `  ${printable(note)}`),
  ]
}

const SIGNS = {
  'non-compliant': ['red', '✗'],
  unknown: ['yellow', '?'],
  compliant: ['green', '✓'],
} as const

function signOf({ verdict }: BucketObjects, paint: Paint): string {
  const [colour, sign] =
    verdict === 'non-compliant' || verdict === 'compliant' ? SIGNS[verdict] : SIGNS.unknown
  return paint(colour, sign)
}

/** What a bucket has, and how many objects do not meet the settings. */
export function objectsSentence({
  objects,
  bytes,
  inspected,
  short,
  shortRange,
}: BucketObjects): string {
  const all = `${countOf(objects, 'object')}, ${bytesText(bytes)}`
  const seen = inspected < objects ? `, ${countOf(inspected, 'object')} inspected` : ''
  const verb = short === 1 && !shortRange ? 'does' : 'do'
  const missing =
    short === 0 && (shortRange?.high ?? 0) === 0
      ? 'all that were inspected meet the settings'
      : `${countText(short, shortRange)} ${verb} not meet the settings`
  return objects === 0 ? 'no objects' : `${all}${seen}: ${missing}`
}

const classLines = (one: ClassCount, count: string): readonly string[] => [
  `  ${count}  ${describeClass(one)}${one.shortfall ? ` — ${SHORTFALLS[one.shortfall]}` : ''}`,
  ...(one.shortfall && one.examples[0] !== undefined
    ? [`${' '.repeat(count.length + 4)}such as ${visible(one.examples[0], 200)}`]
    : []),
]
