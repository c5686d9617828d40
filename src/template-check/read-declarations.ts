import type { TemplateLanguage } from '../core/check/template-report.ts'
import type { JsonObject } from '../core/policy/document.ts'
import { isObject } from '../core/policy/parsing/read-json.ts'
import { readCloudFormation } from './cloudformation/read-cloudformation.ts'
import { readTemplateText } from './cloudformation/read-text.ts'
import type { Declarations, TemplateFile, TemplateOptions } from './declarations.ts'
import { templateError } from './template-error.ts'
import { isPlan, readPlan } from './terraform/read-plan.ts'

/** Reads templates of any language, by their content. Throws an error with the code `InvalidTemplate`. */
export const readDeclarations = (
  files: readonly TemplateFile[],
  options: TemplateOptions,
): readonly Declarations[] => files.map((file) => readTemplate(file, options))

function readTemplate({ file, text }: TemplateFile, options: TemplateOptions): Declarations {
  const template = readTemplateText(text)
  if (isPlan(template.root)) return readPlan(file, template.root, options)
  if (!isObject(template.root.Resources)) {
    throw templateError('it is no template of CloudFormation and no plan of Terraform')
  }
  const language = languageOf(template.root, text)
  return readCloudFormation(file, template, language, options, () => undefined)
}

function languageOf(root: JsonObject, text: string): TemplateLanguage {
  const resources = Object.values(isObject(root.Resources) ? root.Resources : {})
  const isByCdk = resources.some(
    (one) =>
      isObject(one) &&
      (one.Type === 'AWS::CDK::Metadata' ||
        (isObject(one.Metadata) && Object.hasOwn(one.Metadata, 'aws:cdk:path'))),
  )
  if (isByCdk) return 'cdk'
  return text.trimStart().startsWith('{') ? 'cloudformation-json' : 'cloudformation-yaml'
}
