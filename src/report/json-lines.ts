import { verdictOf } from '../core/check/bucket-report.ts'
import { printableJson } from '../core/printable.ts'
import type { Output, Write } from './output.ts'

/** One bucket per line, as JSON. */
export const jsonLines = (write: Write): Output => ({
  add({ bucket, findings, steps, error, changes, tags }) {
    const line = {
      ...{ bucket, findings, steps },
      ...(error !== undefined && { error }),
      ...(changes && { changes }),
      ...(tags && { tags }),
    }
    return write(`${printableJson({ verdict: verdictOf(line), ...line })}\n`)
  },
  end: async () => {},
})
