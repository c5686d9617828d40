import type { Json, JsonObject } from '../../core/policy/document.ts'
import type { Scope } from './template.ts'

export const expandLoops = (value: JsonObject, _scope: Scope): Readonly<Record<string, Json>> =>
  value
