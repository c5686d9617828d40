/** What to do where AWS refused a request itself, before any policy: its credentials, its region or its time. */
const REMEDIES: Readonly<Record<string, string>> = {
  AuthorizationHeaderMalformed:
    'The request was signed for another region than that of the endpoint: check AWS_REGION and the endpoint',
  SignatureDoesNotMatch:
    'The secret access key does not fit the access key, or a proxy changed the request: check AWS_SECRET_ACCESS_KEY, or the profile',
  RequestTimeTooSkewed: 'The clock of this machine is wrong: set it',
  ...withCodes(
    ['InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    'AWS does not know these credentials: check AWS_ACCESS_KEY_ID, or the profile',
  ),
  ...withCodes(
    ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
    'The credentials have expired: sign in again, such as with "aws sso login"',
  ),
  InvalidToken:
    'The session token does not fit the access key: check AWS_SESSION_TOKEN, or sign in again',
}

function withCodes(codes: readonly string[], remedy: string) {
  return Object.fromEntries(codes.map((code) => [code, remedy]))
}

/** `undefined`: the error is about something else. */
export const remedyForInvalidRequest = (code: string): string | undefined =>
  Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined

/** Whether every other request would get the same answer. */
export const isInvalidRequest = (code: string): boolean => Object.hasOwn(REMEDIES, code)
