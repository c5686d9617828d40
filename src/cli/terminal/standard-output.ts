import { codeOf } from '../../core/cooper-error.ts'
import { EXIT } from './exit-code.ts'

const output = new AbortController()

/** Aborts when standard output takes nothing more, as after `| head` or in a lost terminal. */
export const outputClosed: AbortSignal = output.signal

/** Keeps a command going when its output fails, so that it decides how to end. */
export function watchOutput() {
  // Where standard error is lost too, nobody can read it.
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', close)
}

/** Writes to standard output, or nothing where it is closed. Resolves when the text is written, and never throws. */
export function writeOut(text: string): Promise<void> {
  if (outputClosed.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      if (error) close(error)
      resolve()
    })
  })
}

/** A closed pipe is silent. Any other error, such as that of a full disk, is printed, and the command never ends with 0. */
function close(error: Error) {
  if (outputClosed.aborted) return
  output.abort()
  const code = codeOf(error)
  if (code === 'EPIPE') return
  process.stderr.write(`Cannot write to standard output (${code ?? error.message})\n`)
  process.once('exit', () => {
    if (!process.exitCode) process.exitCode = EXIT.wrongInput
  })
}
