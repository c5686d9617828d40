import type { EncryptionMinimum } from './encryption.ts'
import type { ControlId } from './finding.ts'
import type { JsonObject } from './policy/document.ts'

/**
 * An intended change, as data: what must be there afterwards, not the text to write, so that it
 * can be merged into whatever the bucket holds by the time of the write.
 */
export type Step =
  | {
      readonly type: 'put-bucket-encryption'
      /** What it serves. */
      readonly controls: readonly ControlId[]
      readonly minimum: EncryptionMinimum
    }
  | {
      readonly type: 'put-bucket-policy'
      readonly controls: readonly ControlId[]
      readonly statements: readonly JsonObject[]
    }
