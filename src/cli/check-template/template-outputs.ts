import { styleText } from 'node:util'
import { verdictOf } from '../../core/check/bucket-report.ts'
import type { TemplateReport } from '../../core/check/template-report.ts'
import { printableJson } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { githubCommands } from '../../report/code/github.ts'
import { junitXml } from '../../report/code/junit.ts'
import { sarifLog } from '../../report/code/sarif.ts'
import { templateTable } from '../../report/code/template-table.ts'
import { type FailOn, isFailure } from '../options/fail-on.ts'
import { openSink } from '../terminal/sink.ts'
import { version } from '../terminal/version.ts'

export interface TemplateOutputOptions {
  readonly json?: true
  readonly github?: true
  readonly sarif?: string
  readonly junit?: string
  readonly failOn: FailOn
}

export interface TemplateResults {
  readonly settings: Settings
  readonly reports: readonly TemplateReport[]
  /** Which files could not be read, and why. */
  readonly problems: readonly string[]
}

interface TemplateOutput {
  readonly file: string
  readonly textOf: (results: TemplateResults) => string
}

const requested = (options: TemplateOutputOptions): readonly TemplateOutput[] => [
  ...(options.json ? [{ file: '-', textOf: jsonText }] : []),
  ...(options.github ? [{ file: '-', textOf: githubText }] : []),
  ...(options.sarif === undefined ? [] : [{ file: options.sarif, textOf: sarifText }]),
  ...(options.junit === undefined
    ? []
    : [{ file: options.junit, textOf: junitTextFor(options.failOn) }]),
]

/** How many outputs go to standard output. With none, the table goes there. */
export const outputsOnStdout = (options: TemplateOutputOptions): number =>
  requested(options).filter(({ file }) => file === '-').length

/** Opens all outputs first, so that a wrong path is reported before the check begins. */
export async function openTemplateOutputs(
  options: TemplateOutputOptions,
): Promise<(results: TemplateResults) => Promise<void>> {
  const outputs = outputsOnStdout(options) > 0 ? requested(options) : [...requested(options), TABLE]
  const opened = await Promise.all(
    outputs.map(async ({ file, textOf }) => ({ textOf, sink: await openSink(file) })),
  )
  return async (results) => {
    for (const { sink, textOf } of opened) {
      await sink.write(textOf(results))
      await sink.close()
    }
  }
}

const TABLE: TemplateOutput = {
  file: '-',
  textOf: ({ reports }) => lines(templateTable(reports, (format, text) => styleText(format, text))),
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

const jsonText = ({ reports }: TemplateResults) =>
  lines(reports.map((report) => printableJson({ verdict: verdictOf(report), ...report })))

const findingsIn = ({ reports }: TemplateResults) => reports.flatMap(({ findings }) => findings)

const githubText = (results: TemplateResults) => lines(githubCommands(findingsIn(results)))

const sarifText = (results: TemplateResults) =>
  `${printableJson(sarifLog(findingsIn(results), { ...results, version }))}\n`

const junitTextFor =
  (failOn: FailOn) =>
  ({ reports }: TemplateResults) =>
    junitXml(reports, ({ verdict }) => isFailure(verdict, failOn))
