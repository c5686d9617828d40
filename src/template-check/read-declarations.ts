import type { Json } from '../core/policy/document.ts'
import { isObject } from '../core/policy/parsing/read-json.ts'
import { readCloudFormation } from './cloudformation/read-cloudformation.ts'
import type { CloudFormationFile } from './cloudformation/read-template.ts'
import { isLikeJson, readTemplateText } from './cloudformation/text/read-text.ts'
import type { Declarations, TemplateFile, TemplateOptions } from './declarations.ts'
import { templateError } from './template-error.ts'
import { isPlan, readPlan } from './terraform/read-plan.ts'

/** Reads templates of any language, by their content. Throws an error with the code `InvalidTemplate` and the `file`. */
export function readDeclarations(
  files: readonly TemplateFile[],
  options: TemplateOptions,
): readonly Declarations[] {
  const contents = files.map(({ file, text }) => naming(file, () => readContent(file, text)))
  const templates = contents.filter((content) => 'root' in content)
  const declared = new Map(
    readCloudFormation(templates, options).map((one, index) => [templates[index], one]),
  )
  return contents.flatMap((content) =>
    'root' in content
      ? (declared.get(content) ?? [])
      : naming(content.file, () => readPlan(content.file, content.plan, options)),
  )
}

interface PlanFile {
  readonly file: string
  readonly plan: Json
}

function readContent(file: string, text: string): CloudFormationFile | PlanFile {
  const plan = isLikeJson(text) ? jsonIn(text) : undefined
  if (plan !== undefined && isPlan(plan)) return { file, plan }
  const template = readTemplateText(text)
  const { root } = template
  if (isObject(root.Resources)) return { file, ...template }
  if (Object.hasOwn(root, 'provider') && Object.hasOwn(root, 'service')) {
    throw templateError(
      'it is the configuration of Serverless Framework: run "serverless package", and pass .serverless/cloudformation-template-update-stack.json',
    )
  }
  throw templateError('it is no template of CloudFormation and no plan of Terraform')
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** Adds the name of the file to an error. */
function naming<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { file }) : error
  }
}
