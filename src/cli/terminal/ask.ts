import { createInterface } from 'node:readline/promises'
import { EXIT } from './exit-code.ts'

/** Asks a yes-or-no question on the terminal. Throws where standard input is no terminal. */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Error('Cannot ask for confirmation without a terminal: add --yes or --dry-run')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.once('SIGINT', () => process.exit(EXIT.interrupted))
  try {
    const answer = await terminal.question(`${question} [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
