/** Milliseconds after which a call is given up and tried again: the SDK alone would wait for ever. */
export const PATIENCE = {
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true,
} as const
