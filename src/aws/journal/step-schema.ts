import * as v from 'valibot'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import { DEFAULT_ENCRYPTIONS } from '../../core/settings.ts'

export const PolicyValue = v.nullable(v.custom<object>(isPolicy, 'must be a bucket policy or null'))

const RuleValue = v.nullable(
  v.looseObject(
    {
      ApplyServerSideEncryptionByDefault: v.exactOptional(
        v.looseObject({ SSEAlgorithm: v.string(), KMSMasterKeyID: v.exactOptional(v.string()) }),
      ),
      BucketKeyEnabled: v.exactOptional(v.boolean()),
      BlockedEncryptionTypes: v.exactOptional(
        v.looseObject({ EncryptionType: v.exactOptional(v.array(v.string())) }),
      ),
    },
    'must be an encryption rule or null',
  ),
)

export const SnapshotSchema = v.object({
  policy: v.exactOptional(PolicyValue),
  encryption: v.exactOptional(RuleValue),
})

export const ControlIds = v.array(v.picklist(CONTROL_IDS))

const MinimumSchema = v.looseObject({
  encryption: v.picklist(DEFAULT_ENCRYPTIONS),
  keyArn: v.exactOptional(v.string()),
  keysAllowed: v.array(v.string()),
})

const putOf = <const Name extends string, Schema extends v.GenericSchema>(
  name: Name,
  change: Schema,
) =>
  v.looseObject({
    action: v.literal('put'),
    attribute: v.literal(name),
    controls: ControlIds,
    change,
  })

const restoreOf = <const Name extends string, Schema extends v.GenericSchema>(
  name: Name,
  value: Schema,
) =>
  v.looseObject({
    action: v.literal('restore'),
    attribute: v.literal(name),
    controls: ControlIds,
    value,
  })

export const StepSchema = v.variant('action', [
  v.variant('attribute', [
    putOf(
      'policy',
      v.looseObject({
        required: v.array(v.looseObject({ Sid: v.string() })),
        obsolete: v.array(v.string()),
      }),
    ),
    putOf('encryption', v.looseObject({ minimum: v.optional(MinimumSchema) })),
  ]),
  v.variant('attribute', [restoreOf('policy', PolicyValue), restoreOf('encryption', RuleValue)]),
])

export const StatementChanges = v.array(
  v.object({
    sid: v.string(),
    change: v.picklist(['added', 'replaced', 'removed']),
  }),
)

function isPolicy(value: unknown): boolean {
  try {
    parsePolicy(value)
    return true
  } catch {
    return false
  }
}
