import { asObject, type YamlObject } from '../local-aws/stack/tree.ts'

/** A template of CloudFormation, as the Framework packages it. */
export interface PackagedTemplate {
  readonly Description: string
  readonly Parameters: YamlObject
  readonly Mappings: YamlObject
  readonly Conditions: YamlObject
  readonly Resources: Readonly<Record<string, TemplateResource>>
  readonly Outputs: YamlObject
}

export interface TemplateResource extends YamlObject {
  readonly Type: string
}

/** The properties of all resources of a type. */
export const resourcesOf = ({ Resources }: PackagedTemplate, type: string): readonly YamlObject[] =>
  Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
    Type === type ? [asObject(Properties)] : [],
  )
