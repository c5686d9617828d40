import type { ControlId } from './controls/ids.ts'
import type { EncryptionRequirement } from './encryption/requirement.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { PolicyDocument } from './policy/document.ts'
import type { OwnStatements } from './statements/merge.ts'

/**
 * An intended change, as data: what must be there afterwards, not the text to write, so that it
 * can be merged into whatever the bucket holds by the time of the write.
 */
export type Step =
  | {
      readonly type: 'put-bucket-encryption'
      /** What it serves. */
      readonly controls: readonly ControlId[]
      readonly demand: EncryptionRequirement
    }
  | ({
      readonly type: 'put-bucket-policy'
      readonly controls: readonly ControlId[]
    } & OwnStatements)
  | {
      readonly type: 'restore-bucket-policy'
      readonly controls: readonly ControlId[]
      /** What is put back; `null`: no policy. */
      readonly policy: PolicyDocument | null
      /** What must still stand there, or nothing is written. */
      readonly instead: PolicyDocument | null
    }
  | {
      readonly type: 'restore-bucket-encryption'
      readonly controls: readonly ControlId[]
      readonly rule: EncryptionRule | null
      readonly instead: EncryptionRule | null
    }

export type RestoreStep = Extract<Step, { type: `restore-${string}` }>
