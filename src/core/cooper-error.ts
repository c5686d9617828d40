interface ErrorFacts {
  readonly cause?: unknown
  readonly [fact: string]: unknown
}

/** An error with a stable code, on which code or people can act whatever the message says. */
export const cooperError = <Facts extends ErrorFacts>(
  code: string,
  message: string,
  { cause, ...facts }: Facts = {} as Facts,
) => Object.assign(new Error(message, cause ? { cause } : {}), { code, ...facts })

/** The code of an error by Cooper, Node.js or a library. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

export const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code

// What the AWS SDK says where an answer has no code or no message, such as the answer to every HEAD.
const NOTHING_SAID = ['', 'Unknown', 'UnknownError']

/** The code of an answer of AWS, or its HTTP status where it has no code. */
export function answerCode(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  const status = statusOf(error)
  return status !== undefined && [...NOTHING_SAID, 'Error'].includes(name)
    ? `HTTP ${status}`
    : name || 'Unknown'
}

/** What an error says. For an answer without a message: its code and its status. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, name } = error
  const status = statusOf(error)
  // A proxy may answer in place of AWS.
  if (status !== undefined && /\bXML parse error\b/.test(message))
    return `An unreadable answer with HTTP ${status}`
  if (!NOTHING_SAID.includes(message)) return message
  if (status === undefined) return codeOf(error) ?? name
  const code = answerCode(error)
  return code.startsWith('HTTP')
    ? `${code} without a message`
    : `${code} without a message, HTTP ${status}`
}

export const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode
