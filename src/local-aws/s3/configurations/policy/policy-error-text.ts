import type { PolicyError } from '../../../../core/policy/parsing/policy-error.ts'

/** S3's message about the first error in a policy. */
export function inWordsOfS3({ path, message }: PolicyError): string {
  const element = elementOf(path)
  const [, field] = /unknown field "(.*)"/.exec(message) ?? []
  if (element === '') return field === undefined ? NO_JSON : `Unknown field ${field}`
  if (message.endsWith('is missing') || message.endsWith('not missing')) {
    return `Missing required field ${element}`
  }
  if (element === 'Effect') return `Invalid effect: ${/not "(.*)"$/.exec(message)?.[1] ?? ''}`
  if (element === 'Condition') return ofCondition(message)
  return TEXTS[element] ?? message
}

const NO_JSON = "Policies must be valid JSON and the first byte must be '{'"

const TEXTS: Readonly<Record<string, string>> = {
  Version: 'The policy must contain a valid version string',
  Principal: 'Invalid principal in policy',
  NotPrincipal: 'Invalid principal in policy',
  Action: 'Policy has invalid action',
  NotAction: 'Policy has invalid action',
  Resource: 'Policy has invalid resource',
  NotResource: 'Policy has invalid resource',
}

function ofCondition(message: string): string {
  const [, operator] = /unknown operator "(.*)"/.exec(message) ?? []
  if (operator !== undefined) return `Invalid Condition type : ${operator}`
  return 'Policy has an invalid condition key'
}

// `Statement[2].Principal.AWS[0]` is an error of the element `Principal`; `Statement[2]` one of the statement.
function elementOf(path: string): string {
  const [first = '', second] = path.split(/[.[\]]+/).filter((part) => !/^\d*$/.test(part))
  if (first !== 'Statement') return first
  return second ?? (path === 'Statement' ? 'Statement' : '')
}
