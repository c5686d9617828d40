/** Milliseconds after which a call times out and is retried. The SDK has no timeout by default. */
export const TIMEOUTS = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const
