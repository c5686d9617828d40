interface ErrorFacts {
  readonly cause?: unknown
  readonly [fact: string]: unknown
}

/** An error that somebody has to act on: by its code, which stays the same whatever the message says. */
export const cooperError = <Facts extends ErrorFacts>(
  code: string,
  message: string,
  { cause, ...facts }: Facts = {} as Facts,
) => Object.assign(new Error(message, cause ? { cause } : {}), { code, ...facts })

/** The code of an error of Cooper's, of Node.js or of whatever else gives one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

export const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code
