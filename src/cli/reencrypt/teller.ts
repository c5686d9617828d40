import { printableJson } from '../../core/printable.ts'
import type { ExitCode } from '../terminal/exit-code.ts'
import { writeOut } from '../terminal/standard-output.ts'

/** Prints lines, or with --json one object at the end. */
export interface Teller {
  readonly say: (lines: readonly string[]) => Promise<void>
  readonly end: (result: object, code: ExitCode) => Promise<ExitCode>
}

export function createTeller({ json }: { readonly json?: true }, about: object): Teller {
  return {
    async say(lines) {
      if (!json) await writeOut(lines.map((line) => `${line}\n`).join(''))
    },
    async end(result, code) {
      if (json) await writeOut(`${printableJson({ ...about, ...result })}\n`)
      return code
    },
  }
}
