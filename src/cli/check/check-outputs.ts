import { styleText } from 'node:util'
import { type AsffFacts, asff } from '../../report/asff.ts'
import { type CsvFacts, csv } from '../../report/csv.ts'
import { type HtmlFacts, html } from '../../report/html/html.ts'
import { jsonLines } from '../../report/json-lines.ts'
import { type OcsfFacts, ocsf } from '../../report/ocsf.ts'
import type { Output, Write } from '../../report/output.ts'
import { table } from '../../report/table.ts'
import type { Paint } from '../../report/table-lines.ts'
import { openSink } from '../terminal/sink.ts'

/** The requested outputs: a file for each, `-` for standard output. */
export interface OutputOptions {
  readonly json?: true
  readonly csv?: string
  readonly html?: string
  readonly asff?: string
  readonly ocsf?: string
  readonly all?: true
  readonly tags?: readonly string[]
  readonly securityHub?: true
}

export type OutputFacts = AsffFacts & OcsfFacts & HtmlFacts & CsvFacts

interface RequestedOutput {
  readonly file: string
  readonly open: (write: Write, facts: OutputFacts) => Output
}

const requestedOutputs = (options: OutputOptions): readonly RequestedOutput[] => [
  ...(options.json ? [{ file: '-', open: jsonLines }] : []),
  ...(options.csv === undefined ? [] : [{ file: options.csv, open: csv }]),
  ...(options.html === undefined ? [] : [{ file: options.html, open: html }]),
  ...(options.asff === undefined ? [] : [{ file: options.asff, open: asff }]),
  ...(options.ocsf === undefined ? [] : [{ file: options.ocsf, open: ocsf }]),
]

const isOnStdout = ({ file }: RequestedOutput) => file === '-'

/** How many outputs go to standard output. One is right; with none, the table goes there. */
export const onStdout = (options: OutputOptions): number =>
  requestedOutputs(options).filter(isOnStdout).length

const TABLE: RequestedOutput = {
  file: '-',
  open: (write, { accounts }) => table(write, paint, { hasAccounts: accounts.length > 1 }),
}

/** All outputs as one. Files are opened first, so that a wrong path is reported before the check begins. */
export async function openOutputs(options: OutputOptions, facts: OutputFacts): Promise<Output> {
  const required =
    onStdout(options) > 0 ? requestedOutputs(options) : [...requestedOutputs(options), TABLE]
  const opened = await Promise.all(
    required.map(async ({ file, open }) => {
      const sink = await openSink(file)
      return { sink, output: open(sink.write, facts) }
    }),
  )
  return {
    async add(report) {
      await Promise.all(opened.map(({ output }) => output.add(report)))
    },
    async end(summary) {
      for (const { sink, output } of opened) {
        await output.end(summary)
        await sink.close()
      }
    },
  }
}

const paint: Paint = (format, text) =>
  process.stdout.isTTY && process.stdout.hasColors()
    ? styleText(format, text, { validateStream: false })
    : text
