/** Milliseconds after which a call is given up and tried again: the SDK alone would wait for ever. */
export const TIMEOUTS = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const
