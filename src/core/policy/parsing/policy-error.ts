/** A policy that S3 would not store. `path` says where, as in `Statement[2].Effect`. */
export interface PolicyError extends Error {
  readonly name: 'PolicyError'
  readonly code: 'MalformedPolicy'
  readonly path: string
}

export function policyError(path: string, problem: string): PolicyError {
  const message = `Cannot read policy: ${path === '' ? 'it' : path} ${problem}`
  return Object.assign(new Error(message), {
    name: 'PolicyError',
    code: 'MalformedPolicy',
    path,
  } as const)
}

export function isPolicyError(error: unknown): error is PolicyError {
  return error instanceof Error && error.name === 'PolicyError'
}

const LONGEST_QUOTE = 60

/** Quotes text from a policy for a log or a terminal: shortened, and in plain ASCII. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return kindOfValue(value)
  const short = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}...` : value
  return JSON.stringify(short).replace(/[^ -~]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function kindOfValue(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return String(value)
}
