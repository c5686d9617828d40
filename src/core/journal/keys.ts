import { type BucketKey, partitionKeyOf } from '../bucket.ts'
import type { BucketEvent } from '../event.ts'
import type { JournalEntry } from './entry.ts'

export const changesOf = (bucket: BucketKey): string => `changes/${partitionKeyOf(bucket)}/`

/** A folder of its own, so that an undo is found among any number of changes, however old it is. */
export const holdsOf = (bucket: BucketKey): string => `${HOLDS}${partitionKeyOf(bucket)}/`

export const holdsIn = (account: string): string => `${HOLDS}account=${account}/`

const HOLDS = 'holds/'

export const isKeyOfHold = (key: string): boolean => key.startsWith(HOLDS)

/** The key of a change after an event, the same for every delivery of the event. */
export const keyOfChange = (event: BucketEvent): string =>
  `${changesOf(event.bucket)}${nameOfChange(event)}.json`

/** The prefix of the keys of further changes after the same event. */
export const furtherChangesOf = (event: BucketEvent): string =>
  `${changesOf(event.bucket)}${nameOfChange(event)}@`

/** The keys that an entry may have. The second one is for a further change after the same event. */
export function keysOfEntry({ intent, started }: JournalEntry): readonly string[] {
  const { event, undo } = intent
  if (undo) return [`${holdsOf(event.bucket)}${nameOfChange(event)}.json`]
  return [keyOfChange(event), `${furtherChangesOf(event)}${started}.json`]
}

/** Whether it is the key of an entry of the event with this id. */
export const isKeyOfEvent = (key: string, id: string): boolean =>
  ['.json', '@'].some((end) => key.includes(`Z-${encodeURIComponent(id)}${end}`))

/** The id of the event of a fix command, whose entries nobody but the command completes. */
export const fixId = (unique: string): string => `fix-${unique}`

export const isOfFix = (id: string): boolean => id.startsWith('fix-')

export const isKeyOfFix = (key: string): boolean => key.includes('Z-fix-')

/** The name of a change in its folder. */
export const nameOfChange = ({ time, id }: Pick<BucketEvent, 'time' | 'id'>): string =>
  `${secondsLeft(time)}-${time}-${encodeURIComponent(id)}`

/** S3 lists keys in ascending order. A number that falls with time makes the newest key the first one. */
const secondsLeft = (time: string) =>
  String(LAST_SECOND - Math.floor(Date.parse(time) / 1000)).padStart(DIGITS, '0')

const DIGITS = 10
const LAST_SECOND = 10 ** DIGITS - 1

/** The object with the settings of the bot. */
export const SETTINGS_KEY = 'settings.json'
