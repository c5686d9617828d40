import * as v from 'valibot'
import { parseWith } from '../../aws/events/parse-with.ts'
import { AccountId, BucketName, PartitionName } from '../../aws/events/values.ts'
import { examineTls, type TlsEvidence } from '../../core/explain/examine-tls.ts'
import { refuseDuplicateFields } from '../../core/policy/parsing/duplicate-field.ts'
import { parsePolicy, parsePolicyText } from '../../core/policy/parsing/parse.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { codeOfReader } from '../terminal/interruption.ts'
import { outputClosed, writeOut } from '../terminal/standard-output.ts'
import type { ExplainOptions } from './explain-files.ts'
import { codeOfEvidence } from './verdict-of-evidence.ts'

const Line = v.object({
  id: v.union([v.string(), v.number()], 'must be a string or a number'),
  bucket: BucketName,
  partition: v.optional(PartitionName, 'aws'),
  account: v.optional(AccountId),
  policy: v.union(
    [v.record(v.string(), v.unknown()), v.string(), v.null()],
    'must be an object, a string or null',
  ),
})

/** Reads one policy per line from standard input and writes one answer per line. A malformed line does not stop the others. */
export async function explainLines({ failOn }: Pick<ExplainOptions, 'failOn'>): Promise<ExitCode> {
  const codes = new Set<ExitCode>()
  for await (const line of readLines(process.stdin)) {
    if (line.trim() === '') continue
    const answer = explainLine(line)
    codes.add('error' in answer ? EXIT.wrongInput : codeOfEvidence(answer.tlsOnly, failOn))
    await writeOut(`${printableJson(answer)}\n`)
    if (outputClosed.aborted) return codeOfReader(worst([...codes]))
  }
  return worst([...codes])
}

// Not readline, which also splits at characters that JSON allows within a line.
async function* readLines(stream: NodeJS.ReadStream): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

/** `null` where the line has none. */
type Id = string | number | null

type LineAnswer =
  | { readonly id: Id; readonly tlsOnly: TlsEvidence }
  | { readonly id: Id; readonly error: string }

function explainLine(line: string): LineAnswer {
  let id: Id = null
  try {
    const input: unknown = parseJson(line)
    refuseDuplicateFields(line)
    id = lineId(input)
    const { bucket, partition, account, policy } = parseLine(input)
    const parsed =
      typeof policy === 'string' ? parsePolicyText(policy) : policy && parsePolicy(policy)
    return {
      id,
      tlsOnly: examineTls(parsed ?? undefined, {
        name: bucket,
        partition,
        ...(account && { account }),
      }).evidence,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      id,
      error: visible(message.startsWith('Cannot') ? message : `Cannot explain: ${message}`),
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\uFEFF/, ''))
  } catch {
    throw new Error('Cannot read the line: it is not JSON')
  }
}

function lineId(input: unknown): Id {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

const parseLine = (input: unknown) =>
  parseWith(
    Line,
    input,
    (path = 'it', problem) => new Error(`Cannot read the line: ${path}: ${problem}`),
  )
