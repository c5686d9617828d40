import { styleText } from 'node:util'

/** Prints a story in a terminal, and records whether every line of it is true. */
export interface Narrator {
  scene(title: string): void
  say(text: string): void
  /** Prints a line that must be true. */
  check(text: string, isTrue: boolean): void
  quote(text: string): void
  failures(): readonly string[]
}

/** `styleText` uses colours only if `stdout` is a terminal that supports them and `NO_COLOR` is not set. */
export function createNarrator(write: (line: string) => void = console.log): Narrator {
  const failures: string[] = []
  let scenes = 0
  return {
    scene(title) {
      scenes += 1
      write(`\n${styleText('bold', `${scenes}  ${title}`)}`)
    },
    say: (text) => write(`   ${text}`),
    check(text, isTrue) {
      if (!isTrue) failures.push(text)
      write(`   ${isTrue ? styleText('green', '✓') : styleText('red', '✗')} ${text}`)
    },
    quote(text) {
      for (const line of text.trimEnd().split('\n')) write(styleText('dim', `   │ ${line}`))
    },
    failures: () => failures,
  }
}
