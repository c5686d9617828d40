import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { VERDICTS, type Verdict } from '../../core/check/bucket-report.ts'
import { bucketKey, type EarlierVerdicts } from '../../core/check/changes.ts'
import { codeOf } from '../../core/cooper-error.ts'

/** Reads the output of an earlier `check --json`, one bucket a line. Throws an error that names the file, and the line. */
export async function readEarlier(file: string): Promise<EarlierVerdicts> {
  const name = JSON.stringify(file)
  const earlier = new Map<string, ReadonlyMap<string, Verdict> | undefined>()
  try {
    let number = 0
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1
      if (line.trim() === '') continue
      const report = v.safeParse(EarlierReport, line)
      if (!report.success) throw new Error(`line ${number} is not a line of "check --json"`)
      const { bucket, findings, error } = report.output
      const verdicts = new Map(findings.map(({ control, verdict }) => [control, verdict]))
      earlier.set(bucketKey(bucket), error === undefined ? verdicts : undefined)
    }
  } catch (cause) {
    const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : cause)
    throw new Error(`Cannot read the file ${name}: ${reason}`, { cause })
  }
  return earlier
}

const EarlierReport = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    bucket: v.object({ name: v.string(), account: v.string() }),
    findings: v.array(v.object({ control: v.string(), verdict: v.picklist(VERDICTS) })),
    error: v.exactOptional(v.string()),
  }),
)
