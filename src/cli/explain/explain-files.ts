import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { readSettings } from '../../config/config.ts'
import type { PlacedFinding } from '../../core/check/template-report.ts'
import { tlsOnly } from '../../core/controls/tls-only.ts'
import { codeOf } from '../../core/cooper-error.ts'
import { examineTls } from '../../core/explain/examine-tls.ts'
import { bucketsNamedIn } from '../../core/explain/guess-bucket.ts'
import type { Policy } from '../../core/policy/document.ts'
import type { BucketId } from '../../core/policy/evaluation/resources.ts'
import { parsePolicyText } from '../../core/policy/parsing/parse.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { tlsOnlyStatement } from '../../core/statements/cooper-statements.ts'
import { sarifLog } from '../../report/code/sarif.ts'
import type { FailOn } from '../options/fail-on.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { openSink } from '../terminal/sink.ts'
import { version } from '../terminal/version.ts'
import { type Explanation, printExplanation } from './print-explanation.ts'
import { codeOfEvidence, verdictOfEvidence } from './verdict-of-evidence.ts'

export interface ExplainOptions {
  readonly bucket?: string
  readonly partition?: string
  readonly json?: true
  readonly sarif?: string
  readonly failOn: FailOn
}

/** Explains each file. A file that cannot be read does not stop the others. */
export async function explainFiles(
  files: readonly string[],
  options: ExplainOptions,
): Promise<ExitCode> {
  // A wrong path is reported before the work begins.
  const sarif = options.sarif === undefined ? undefined : await openSink(options.sarif)
  const codes: ExitCode[] = []
  const problems: string[] = []
  const explanations: Explanation[] = []
  for (const file of files) {
    try {
      const explanation = await explainFile(file, options)
      explanations.push(explanation)
      codes.push(codeOfEvidence(explanation.tlsOnly, options.failOn))
      if (!options.json) printExplanation(explanation)
    } catch (error) {
      codes.push(EXIT.wrongInput)
      const reason = error instanceof Error ? error.message : String(error)
      const problem = `${visible(file)}: ${visible(reason)}`
      problems.push(problem)
      process.stderr.write(`${problem}\n`)
    }
  }
  if (options.json) process.stdout.write(`${printableJson(explanations)}\n`)
  await sarif?.write(
    printableJson(sarifLog(explanations.map(findingOf), { version, settings: DEFAULTS, problems })),
  )
  await sarif?.close()
  return worst(codes)
}

const DEFAULTS = readSettings({})

const findingOf = ({ file, name, tlsOnly: tlsEvidence, sentence }: Explanation): PlacedFinding => ({
  control: tlsOnly.id,
  title: tlsOnly.title,
  mapping: tlsOnly.mapping(DEFAULTS),
  verdict: verdictOfEvidence(tlsEvidence),
  reason: sentence,
  evidence: tlsEvidence,
  place: { file, address: name },
})

async function explainFile(file: string, options: ExplainOptions): Promise<Explanation> {
  const content = await readPolicyFile(file)
  if (content.trim() === '') throw new Error('Cannot read the file: it is empty')
  const policy = parsePolicyText(content)
  const bucket = bucketOf(policy, options)
  const { evidence, sentence } = examineTls(policy, bucket)
  return {
    file,
    name: bucket.name,
    partition: bucket.partition,
    tlsOnly: evidence,
    sentence,
    ...(!evidence.enforced && { statement: tlsOnlyStatement(bucket) }),
  }
}

async function readPolicyFile(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (cause) {
    const reason = codeOf(cause) ?? cause
    throw new Error(`Cannot read the file (${reason})`, { cause })
  }
}

function bucketOf(policy: Policy, { bucket, partition }: ExplainOptions): BucketId {
  const named = bucketsNamedIn(policy).filter(({ name }) => bucket === undefined || name === bucket)
  const [only, ...others] = named
  if (bucket !== undefined) {
    return { name: bucket, partition: partition ?? only?.partition ?? 'aws' }
  }
  if (only && others.length === 0) return { ...only, partition: partition ?? only.partition }
  const names = named.map(({ name }) => name).join(', ')
  const reason = only ? `its ARNs name several: ${names}` : 'its ARNs name none'
  throw new Error(`Cannot find the bucket of this policy: ${reason}. Add --bucket NAME`)
}
