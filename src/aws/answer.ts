import { printable } from '../core/printable.ts'

/** What AWS called it. */
export const answerCode = (error: unknown): string =>
  error instanceof Error ? error.name : 'Unknown'

export const printableMessage = (error: unknown): string =>
  printable(error instanceof Error ? error.message : String(error))
