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

export const forEachControl = <T>(of: (id: ControlId) => T): Readonly<Record<ControlId, T>> =>
  Object.fromEntries(CONTROL_IDS.map((id) => [id, of(id)])) as Readonly<Record<ControlId, T>>
