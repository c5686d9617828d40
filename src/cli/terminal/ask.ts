import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { EXIT } from './exit-code.ts'

/**
 * Asks a yes-or-no question on the terminal. The answer is no where the input ends or the signal aborts. Throws where standard
 * input is no terminal.
 */
export async function isConfirmed(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Error('Cannot ask for confirmation without a terminal: add --yes or --dry-run')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted))
  const ended = once(terminal, 'close').then(() => '')
  try {
    const asked = terminal.question(`${question} [y/N] `, { signal }).catch(() => '')
    const answer = await Promise.race([asked, ended])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
