import { bucketKey } from './bucket-key.ts'
import type { Control } from './control.ts'
import { defaultEncryption } from './default-encryption.ts'
import { minimumTls } from './minimum-tls.ts'
import { sseC } from './sse-c.ts'
import { tlsOnly } from './tls-only.ts'
import { uploadEncryption } from './upload-encryption.ts'

/** In the order of reports. */
export const CONTROLS: readonly Control[] = [
  defaultEncryption,
  bucketKey,
  sseC,
  uploadEncryption,
  tlsOnly,
  minimumTls,
]
