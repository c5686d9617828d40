import { isEventId } from '../event.ts'

/** The command that undoes the change with this id. `undefined`: no command can name the change. */
export function undoCommandOf(id: string, bucket: string): string | undefined {
  // A word that begins with a hyphen would be an option.
  const isNameable = isEventId(id) && !id.startsWith('-') && !bucket.startsWith('-')
  return isNameable ? `npx cooper undo ${shellWord(bucket)} --record ${shellWord(id)}` : undefined
}

/** A text as one word of a command line in a POSIX shell. */
export const shellWord = (text: string) =>
  /^[\w.:@,+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
