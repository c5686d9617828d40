import { isEventId } from '../event.ts'

/** The command that undoes the change with this id. `undefined`: no command can name the change. */
export function undoCommandOf(id: string, bucket: string): string | undefined {
  const command = commandOf('undo', bucket)
  const isNameable = isEventId(id) && !id.startsWith('-')
  return command && isNameable ? `${command} --record ${shellWord(id)}` : undefined
}

/** A command on a bucket or a proposal. `undefined`: the word would be an option, since it begins with a hyphen. */
export const commandOf = (verb: string, word: string): string | undefined =>
  word.startsWith('-') ? undefined : `npx cooper ${verb} ${shellWord(word)}`

/** A command on the journal of a hub names the account of a member. */
export const inMember = (
  command: string,
  { memberAccount }: { readonly memberAccount?: string },
): string => (memberAccount ? `${command} --account ${memberAccount}` : command)

/** A text as one word of a command line in a POSIX shell. */
export const shellWord = (text: string) =>
  /^[\w.:@,+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
