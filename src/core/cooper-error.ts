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
