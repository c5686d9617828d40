import { templateError } from '../../template-error.ts'
import { TOO_DEEP } from './fields.ts'

const LONGEST_LINE = 50_000
const MOST_MARKS = 2000
const MOST_OPEN = 500
const MOST_DIRECTIVES = 10

// The time of the parser grows with the square of these.
const MARKS = /[-?:!&*%"'|>[{]/g

/** Throws where a text would take the parser of YAML very long. No template that a person or a tool writes is like that. */
export function refuseSlowYaml(text: string): void {
  let open = 0
  let alone = 0
  let directives = 0
  for (const line of text.split('\n')) {
    const marks = line.length > LONGEST_LINE ? MOST_MARKS + 1 : (line.match(MARKS)?.length ?? 0)
    if (marks > MOST_MARKS) throw templateError('it has a line that is too long')
    open = Math.max(0, open + countOf(line, OPENING) - countOf(line, CLOSING))
    if (open > MOST_OPEN) throw templateError(TOO_DEEP)
    // Lines of marks only, which belong to no value.
    alone = /^\s*[!&*"'?][^\s:]*\s*$/.test(line) ? alone + 1 : 0
    directives += line.startsWith('%') ? 1 : 0
    if (alone > MOST_MARKS || directives > MOST_DIRECTIVES)
      throw templateError('it is neither YAML nor JSON')
  }
}

const OPENING = /[[{]/g
const CLOSING = /[\]}]/g

const countOf = (line: string, pattern: RegExp): number => line.match(pattern)?.length ?? 0
