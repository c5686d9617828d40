import type { EncryptionMinimum } from './encryption.ts'
import type { JsonObject } from './policy/document.ts'

/**
 * An intended change, as data: what must be there afterwards, not the text to write, so that it
 * can be merged into whatever the bucket holds by the time of the write.
 */
export type Step =
  | { readonly type: 'put-bucket-encryption'; readonly minimum: EncryptionMinimum }
  | { readonly type: 'put-bucket-policy'; readonly statements: readonly JsonObject[] }
