import { readSettings } from '../../config/config.ts'
import { verdictOf } from '../../core/check/bucket-report.ts'
import { errorText, hasCode } from '../../core/cooper-error.ts'
import { visible } from '../../core/printable.ts'
import {
  type CheckedTemplates,
  checkTemplates,
  type TemplateCheck,
} from '../../template-check/check-templates.ts'
import type { TemplateFile } from '../../template-check/declarations.ts'
import type { SettingVariables } from '../options/account-options.ts'
import { isFailure } from '../options/fail-on.ts'
import { printNotes } from '../options/settings-options.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { readTemplates } from './read-templates.ts'
import { openTemplateOutputs, type TemplateOutputOptions } from './template-outputs.ts'

export interface CheckTemplateOptions extends TemplateOutputOptions {
  readonly param?: Readonly<Record<string, string>>
  readonly with?: readonly string[]
  readonly region?: string
  readonly account?: string
  readonly set?: SettingVariables
  readonly control?: readonly string[]
}

/** Checks the buckets that templates declare. A file that cannot be read does not stop the others. */
export async function checkTemplateFiles(
  files: readonly string[],
  options: CheckTemplateOptions,
): Promise<ExitCode> {
  const check = checkOf(options)
  const print = await openTemplateOutputs(options)
  const problems: string[] = []
  const own = await readTemplates(files, problems)
  const others = (await readTemplates(options.with ?? [], problems)).flat()
  // Each file is deployed by itself, and a folder as a whole. What counts besides is named with --with.
  const checked = own.map((one) => checkReadable(one, { ...check, with: others }, problems))
  const reports = checked.flatMap((one) => one.reports)
  const said = [...problems, ...checked.flatMap(({ notes }) => notes)]
  printNotes([...new Set(said)])
  await print({ reports, problems: [...new Set(problems)], settings: check.settings })
  const isFailed = reports.some((report) => isFailure(verdictOf(report), options.failOn))
  return worst([
    isFailed ? EXIT.findings : EXIT.well,
    problems.length > 0 ? EXIT.wrongInput : EXIT.well,
  ])
}

const checkOf = ({
  param,
  region,
  account,
  set,
  control,
}: CheckTemplateOptions): TemplateCheck => ({
  params: param ?? {},
  region,
  account,
  today: new Date().toISOString().slice(0, 10),
  // The region of a key must be that of the buckets, and not that of the shell.
  settings: readSettings({
    ...process.env,
    ...set,
    ...(control && { CONTROLS: control.join(',') }),
    AWS_REGION: undefined,
  }),
})

/** Checks templates together, since they may refer to each other, and without those that are no templates. */
function checkReadable(
  files: readonly TemplateFile[],
  check: TemplateCheck,
  problems: string[],
): CheckedTemplates {
  const isReadable = (file: TemplateFile) => {
    try {
      checkTemplates([file], check)
      return true
    } catch (error) {
      if (!hasCode(error, 'InvalidTemplate')) throw error
      problems.push(`${visible(file.file)}: ${errorText(error)}`)
      return false
    }
  }
  try {
    return checkTemplates(files, check)
  } catch (error) {
    if (!hasCode(error, 'InvalidTemplate')) throw error
    const others = (check.with ?? []).filter(isReadable)
    return checkTemplates(files.filter(isReadable), { ...check, with: others })
  }
}
