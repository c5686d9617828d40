import * as v from 'valibot'
import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { Declarations, TemplateOptions } from '../declarations.ts'
import { templateError } from '../template-error.ts'
import { declaredBucket } from './declared-bucket.ts'
import { declaredPolicies } from './declared-policies.ts'
import { planContext } from './plan-context.ts'
import { Plan } from './plan-schema.ts'

/** Whether a JSON value looks like what `terraform show -json` prints. */
export const isPlan = (value: Json): boolean =>
  isObject(value) &&
  Object.hasOwn(value, 'format_version') &&
  ['planned_values', 'values', 'resource_changes'].some((name) => Object.hasOwn(value, name))

/** Reads a plan or a state of Terraform or OpenTofu. Throws an error with the code `InvalidTemplate`. */
export function readPlan(file: string, value: Json, options: TemplateOptions): Declarations {
  const parsed = v.safeParse(Plan, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw templateError(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
  }
  const context = planContext(file, parsed.output, options)
  return {
    buckets: context.buckets.map((one) => declaredBucket(one, context)),
    policies: declaredPolicies(context),
    notes: [],
  }
}
