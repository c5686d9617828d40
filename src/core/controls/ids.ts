/** In the order of reports. */
export const CONTROL_IDS = [
  'default-encryption',
  'bucket-key',
  'sse-c',
  'upload-encryption',
  'tls-only',
  'minimum-tls',
] as const

export type ControlId = (typeof CONTROL_IDS)[number]
