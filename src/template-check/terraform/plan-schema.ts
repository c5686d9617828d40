import * as v from 'valibot'
import type { Json, JsonObject } from '../../core/policy/document.ts'

/**
 * What `terraform show -json` and `tofu show -json` print of a plan or a state: the parts that Cooper reads. Fields that are not
 * named here are ignored, as HashiCorp asks for.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */

// The text was parsed as JSON, so any value is JSON.
const AnyJson = v.custom<Json>(() => true) as v.GenericSchema<unknown, Json>
const Values: v.GenericSchema<unknown, JsonObject> = v.record(v.string(), AnyJson)

const Resource = v.object({
  address: v.string(),
  mode: v.string(),
  type: v.string(),
  name: v.string(),
  index: v.optional(v.union([v.number(), v.string()])),
  values: v.optional(Values),
})

export type PlannedResource = v.InferOutput<typeof Resource>

export interface PlannedModule {
  readonly address?: string | undefined
  readonly resources?: readonly PlannedResource[] | undefined
  readonly child_modules?: readonly PlannedModule[] | undefined
}

const Module: v.GenericSchema<unknown, PlannedModule> = v.object({
  address: v.optional(v.string()),
  resources: v.optional(v.array(Resource)),
  child_modules: v.optional(v.array(v.lazy(() => Module))),
})

/** Expressions of a resource or a module call, by argument. */
const Expressions = v.optional(Values, {})

const ConfiguredResource = v.object({
  type: v.string(),
  name: v.string(),
  mode: v.string(),
  provider_config_key: v.optional(v.string()),
  expressions: Expressions,
})

export type ConfiguredResource = v.InferOutput<typeof ConfiguredResource>

export interface ConfiguredModule {
  readonly resources?: readonly ConfiguredResource[] | undefined
  readonly outputs?:
    | Readonly<Record<string, { readonly expression?: Json | undefined }>>
    | undefined
  readonly module_calls?: Readonly<Record<string, ModuleCall>> | undefined
}

export interface ModuleCall {
  readonly expressions?: JsonObject | undefined
  readonly module?: ConfiguredModule | undefined
}

const ConfiguredModuleSchema: v.GenericSchema<unknown, ConfiguredModule> = v.object({
  resources: v.optional(v.array(ConfiguredResource)),
  outputs: v.optional(v.record(v.string(), v.object({ expression: v.optional(AnyJson) }))),
  module_calls: v.optional(
    v.record(
      v.string(),
      v.object({
        expressions: v.optional(Values),
        module: v.optional(v.lazy(() => ConfiguredModuleSchema)),
      }),
    ),
  ),
})

const Change = v.object({
  address: v.string(),
  mode: v.optional(v.string()),
  type: v.optional(v.string()),
  name: v.optional(v.string()),
  change: v.object({
    actions: v.array(v.string()),
    after: v.optional(AnyJson),
    after_unknown: v.optional(AnyJson),
  }),
})

const Tree = v.object({ root_module: v.optional(Module, {}) })

export const Plan = v.object({
  format_version: v.pipe(
    v.string('must be a text'),
    v.regex(/^[01]\.\d+$/, 'must be 0.x or 1.x: Cooper does not know later formats'),
  ),
  planned_values: v.optional(Tree),
  values: v.optional(Tree),
  resource_changes: v.optional(v.array(Change), []),
  variables: v.optional(v.record(v.string(), v.object({ value: v.optional(AnyJson) })), {}),
  configuration: v.optional(
    v.object({
      provider_config: v.optional(v.record(v.string(), v.object({ expressions: Expressions })), {}),
      root_module: v.optional(ConfiguredModuleSchema, {}),
    }),
    {},
  ),
})

export type Plan = v.InferOutput<typeof Plan>
