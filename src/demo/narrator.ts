import { styleText } from 'node:util'

/** Tells a story in a terminal, and remembers whether every line of it was true. */
export interface Narrator {
  scene(title: string): void
  say(text: string): void
  /** A line that must hold. */
  check(text: string, holds: boolean): void
  quote(text: string): void
  failures(): readonly string[]
}

/** Colours only where `stdout` is a terminal that wants them: `styleText` asks it, and `NO_COLOR`. */
export function createNarrator(write: (line: string) => void = console.log): Narrator {
  const failures: string[] = []
  let scenes = 0
  return {
    scene(title) {
      scenes += 1
      write(`\n${styleText('bold', `${scenes}  ${title}`)}`)
    },
    say: (text) => write(`   ${text}`),
    check(text, holds) {
      if (!holds) failures.push(text)
      write(`   ${holds ? styleText('green', '✓') : styleText('red', '✗')} ${text}`)
    },
    quote(text) {
      for (const line of text.trimEnd().split('\n')) write(styleText('dim', `   │ ${line}`))
    },
    failures: () => failures,
  }
}
