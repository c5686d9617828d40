import { EXIT, type ExitCode } from './exit-code.ts'
import { outputClosed } from './standard-output.ts'

/**
 * Aborts at Ctrl-C, SIGTERM, a lost terminal and closed output, so that a command finishes what is under way. A second
 * Ctrl-C ends the process at once. `finishing`: what standard error says then.
 */
export function interruptible(finishing?: string): AbortSignal {
  const signals = new AbortController()
  const both = AbortSignal.any([signals.signal, outputClosed])
  if (finishing) both.addEventListener('abort', () => process.stderr.write(`\n${finishing}\n`))
  // A lost terminal can send more than one SIGHUP.
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => signals.abort())
  process.on('SIGINT', () => {
    if (signals.signal.aborted) process.exit(EXIT.interrupted)
    signals.abort()
  })
  return both
}

/**
 * The code of a command that only reads and was interrupted. Who closed its output still gets the code of what was found until
 * then. Without a finding it is not 0 either, since more may be left.
 */
export const codeOfReader = (found: ExitCode): ExitCode =>
  outputClosed.aborted && found !== EXIT.well ? found : EXIT.interrupted
