import { createReadStream } from 'node:fs'
import type { AccessLogRecord } from '../../core/access-log/record.ts'
import { codeOf } from '../../core/cooper-error.ts'
import { PIECE, readLog } from '../../impact/read-log.ts'
import { type UnreadableLines, unreadableLines } from '../../impact/unreadable-lines.ts'

/** Reads log files, one after another. `-` is standard input. */
export async function readFiles(
  files: readonly string[],
  record: (record: AccessLogRecord) => void,
): Promise<UnreadableLines> {
  const lines = unreadableLines()
  for (const file of files) {
    const bytes = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: PIECE })
    try {
      await readLog(bytes, { record, unreadable: lines.add })
    } catch (cause) {
      const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : cause)
      throw new Error(`Cannot read the log file ${JSON.stringify(file)} (${reason})`, { cause })
    }
  }
  return lines.count()
}
