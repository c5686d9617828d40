import * as v from 'valibot'
import { parsePolicy, parsePolicyText } from '../../core/policy/parsing/parse.ts'
import type { Snapshot } from '../../core/posture.ts'

const listOrOne = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.union([v.array(item), item]),
    v.transform((value) => [value].flat()),
  )

const booleanOrText = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => String(value) === 'true'),
)

// CloudTrail converts XML to JSON: a single rule is an object, several rules are a list.
const Rule = v.object({
  ApplyServerSideEncryptionByDefault: v.object({
    SSEAlgorithm: v.string(),
    KMSMasterKeyID: v.exactOptional(v.string()),
  }),
  BucketKeyEnabled: v.exactOptional(booleanOrText),
  BlockedEncryptionTypes: v.exactOptional(
    v.object({ EncryptionType: v.exactOptional(listOrOne(v.string())) }),
  ),
})

const EncryptionConfiguration = v.object({ Rule: listOrOne(Rule) })

interface PutParameters {
  readonly bucketPolicy?: unknown
  readonly ServerSideEncryptionConfiguration?: unknown
}

/** The policy or encryption that a call put. `undefined` for other calls, or where the event does not contain it. */
export function putBy(eventName: string, parameters: PutParameters): Snapshot | undefined {
  switch (eventName) {
    case 'PutBucketPolicy':
      return policyIn(parameters.bucketPolicy)
    case 'DeleteBucketPolicy':
      return { policy: null }
    case 'PutBucketEncryption': {
      const result = v.safeParse(
        EncryptionConfiguration,
        parameters.ServerSideEncryptionConfiguration,
      )
      const [rule] = result.success ? result.output.Rule : []
      return rule && { encryption: rule }
    }
    case 'DeleteBucketEncryption':
      return { encryption: null }
    default:
      return undefined
  }
}

/** CloudTrail reports it as an object or as a text. */
function policyIn(value: unknown): Snapshot | undefined {
  try {
    const { document } = typeof value === 'string' ? parsePolicyText(value) : parsePolicy(value)
    return { policy: document }
  } catch {
    // Cooper cannot read this policy, so it is not compared.
    return undefined
  }
}
