import type { Json, JsonObject } from '../../../src/core/policy/document.ts'

interface PlanResource {
  readonly type: string
  readonly name: string
  readonly index?: string | number
  /** The address of the module. Default: the root module. */
  readonly module?: string
  readonly mode?: 'managed' | 'data'
  readonly values?: JsonObject
  /** What is known only after the apply. */
  readonly unknown?: JsonObject
}

/** An expression that refers to something, as a plan has it. */
export const refersTo = (...references: readonly string[]): JsonObject => ({ references })

const addressOf = ({ type, name, index, module, mode }: PlanResource) =>
  [
    ...(module ? [module] : []),
    ...(mode === 'data' ? ['data'] : []),
    `${type}.${name}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`,
  ].join('.')

const planned = (resource: PlanResource): Json => ({
  address: addressOf(resource),
  mode: resource.mode ?? 'managed',
  type: resource.type,
  name: resource.name,
  ...(resource.index !== undefined && { index: resource.index }),
  provider_name: 'registry.terraform.io/hashicorp/aws',
  schema_version: 0,
  values: resource.values ?? {},
})

/** The text of a plan, as `terraform show -json` prints it. */
export function planOf(
  resources: readonly PlanResource[],
  configuration: JsonObject = {},
  more: JsonObject = {},
): string {
  const modules = [...new Set(resources.map(({ module = '' }) => module))].filter(Boolean)
  const within = (module: string) =>
    resources.filter((one) => (one.module ?? '') === module).map(planned)
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.13.4',
    planned_values: {
      root_module: {
        resources: within(''),
        child_modules: modules.map((address) => ({ address, resources: within(address) })),
      },
    },
    resource_changes: resources.map((resource) => ({
      address: addressOf(resource),
      mode: resource.mode ?? 'managed',
      type: resource.type,
      name: resource.name,
      change: {
        actions: ['create'],
        before: null,
        after: resource.values ?? {},
        after_unknown: resource.unknown ?? {},
      },
    })),
    configuration: {
      provider_config: {
        aws: { name: 'aws', expressions: { region: { constant_value: 'eu-central-1' } } },
      },
      root_module: configuration,
    },
    ...more,
  })
}

/** A resource of the configuration, with its expressions. */
export const configured = (
  type: string,
  name: string,
  expressions: JsonObject,
  mode = 'managed',
): JsonObject => ({
  address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`,
  ...{ mode, type, name, provider_config_key: 'aws', expressions },
})
