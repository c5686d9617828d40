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

// CloudTrail unfolds XML: what S3 calls a list of rules is one `Rule`, or a list where there are several.
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

/** What a call put; `undefined` where it put nothing of interest, or the event does not say what. */
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

/** Seen as an object and as a text. */
function policyIn(value: unknown): Snapshot | undefined {
  try {
    const { document } = typeof value === 'string' ? parsePolicyText(value) : parsePolicy(value)
    return { policy: document }
  } catch {
    // S3 may have refused it, or understand what Cooper does not: then it is not compared.
    return undefined
  }
}
