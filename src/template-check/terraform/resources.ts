import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { symbolFor } from '../readings/symbols.ts'
import type { Plan, PlannedModule, PlannedResource } from './plan-schema.ts'

/** A resource as it will be after the apply. */
export interface Resource extends PlannedResource {
  /** The address of its module. Empty: the root module. */
  readonly module: string
  /** With a symbol for each value that is known only after the apply. */
  readonly values: JsonObject
}

/** All resources of a plan or a state, also the data sources that are read during the apply. */
export function resourcesIn(plan: Plan): readonly Resource[] {
  const unknown = new Map(
    plan.resource_changes.map(({ address, change }) => [address, change.after_unknown]),
  )
  const root = plan.planned_values?.root_module ?? plan.values?.root_module ?? {}
  return flatten(root, '').map((resource) => ({
    ...resource,
    values: objectOf(
      withSymbols(resource.values ?? {}, unknown.get(resource.address), resource.address),
    ),
  }))
}

const flatten = (
  { resources = [], child_modules: children = [] }: PlannedModule,
  module: string,
): readonly (PlannedResource & { readonly module: string })[] => [
  ...resources.map((resource) => ({ ...resource, module })),
  ...children.flatMap((child) => flatten(child, child.address ?? module)),
]

const objectOf = (value: Json): JsonObject => (isObject(value) ? value : {})

/** Puts a symbol where Terraform says `true` for unknown. A set has no place for what is unknown: it comes last. */
function withSymbols(value: Json, unknown: Json | undefined, path: string): Json {
  if (unknown === true) return symbolFor(`${path} is known only after the apply`)
  if (Array.isArray(unknown)) {
    const list = Array.isArray(value) ? value : []
    const length = Math.max(list.length, unknown.length)
    return Array.from({ length }, (_, index) =>
      withSymbols(list[index] ?? null, unknown[index], `${path}[${index}]`),
    )
  }
  if (!isObject(unknown)) return value
  const fields = objectOf(value)
  return Object.fromEntries(
    [...new Set([...Object.keys(fields), ...Object.keys(unknown)])].map((name) => [
      name,
      withSymbols(fields[name] ?? null, unknown[name], `${path}.${name}`),
    ]),
  )
}
