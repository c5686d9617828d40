import type { Tags } from '../bucket-calls.ts'
import type { Exemption } from '../finding.ts'
import type { Settings } from '../settings.ts'

/** The tag that serverless.yml puts on the buckets of every stage. Its value says what the bucket is for. */
export const OWN_TAG = 'cooper:own'

/**
 * A change of a bucket that a Cooper works with, of any stage, can deny that Cooper access to its journal. The stack sets
 * the policy and the encryption of its buckets.
 */
export const ownByName = (bucket: string, { journalBucket }: Settings): Exemption | undefined =>
  bucket === journalBucket
    ? { by: 'own', reason: "The bucket is Cooper's own journal, which its stack protects" }
    : undefined

export const ownByTag = (tags: Tags): Exemption | undefined =>
  tags[OWN_TAG] === undefined
    ? undefined
    : {
        by: 'own',
        reason: `The bucket belongs to a Cooper by its tag ${OWN_TAG}, and the stack of that Cooper protects it`,
      }
