import { verdictOf } from '../core/bucket-report.ts'
import { printableJson } from '../core/printable.ts'
import type { Output, Write } from './output.ts'

/** One bucket a line, as JSON. */
export const jsonLines = (write: Write): Output => ({
  add: (report) => write(`${printableJson({ verdict: verdictOf(report), ...report })}\n`),
  end: async () => {},
})
