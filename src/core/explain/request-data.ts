import type { Caller, Request } from '../policy/request.ts'
import type { Spelling } from './key-names.ts'

/** A request as JSON. */
export interface RequestData {
  /** `anonymous`, or the caller's ARN. */
  readonly principal: string
  readonly action: string
  readonly resource: string
  /** A string for a key with one value, a list for a key with several. */
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

export const requestData = (
  { caller, action, resource, context }: Request,
  spell: Spelling,
): RequestData => ({
  principal: callerName(caller),
  action,
  resource,
  context: Object.fromEntries(
    [...context].map(([key, values]) => [spell(key), singleOrList(values)]),
  ),
})

const singleOrList = (values: readonly string[]) => {
  const [first] = values
  return values.length === 1 && first !== undefined ? first : values
}

export function callerName(caller: Caller): string {
  if (caller.type === 'anonymous') return 'anonymous'
  return caller.type === 'service' ? caller.service : caller.arn
}
