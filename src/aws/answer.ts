import { printable } from '../core/printable.ts'

/** The error code of AWS. */
export const answerCode = (error: unknown): string =>
  error instanceof Error ? error.name : 'Unknown'

export const printableMessage = (error: unknown): string =>
  printable(error instanceof Error ? error.message : String(error))
