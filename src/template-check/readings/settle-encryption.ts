import type { Bucket } from '../../core/bucket.ts'
import { ALGORITHMS, type EncryptionRule } from '../../core/encryption/rule.ts'
import type { Settings } from '../../core/settings.ts'
import type { Choose } from './explore.ts'
import { freshText, hasSymbol, reasonOf, replaceSymbols } from './symbols.ts'

/** The texts for which symbols stand in a reading. */
export type KnownSymbols = Map<string, string>

/** A reading of an encryption rule without symbols. What it chooses for a symbol is added to `known`. */
export function settleEncryption(
  rule: EncryptionRule,
  bucket: Bucket,
  { kmsKeyArn }: Pick<Settings, 'kmsKeyArn'>,
  known: KnownSymbols,
  choose: Choose,
): EncryptionRule {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {}
  const types = rule.BlockedEncryptionTypes?.EncryptionType
  return {
    ...rule,
    ...(SSEAlgorithm !== undefined && {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: settle('algorithm', SSEAlgorithm, () => ALGORITHM_NAMES),
        ...(KMSMasterKeyID !== undefined && {
          KMSMasterKeyID: settle('key', KMSMasterKeyID, keysFor),
        }),
      },
    }),
    ...(types && { BlockedEncryptionTypes: { EncryptionType: types.map(settleType) } }),
  }

  function settle(
    field: string,
    text: string,
    optionsFor: (text: string) => readonly [string, ...string[]],
  ) {
    if (!hasSymbol(text)) return text
    const chosen = choose(`${field} ${text}`, optionsFor(text), reasonOf(text))
    known.set(text, chosen)
    return chosen
  }

  function settleType(type: string) {
    return settle('blocked type', type, () => ['SSE-C', 'NONE'])
  }

  // A key of the bucket's region, one that cannot be used, the AWS managed key, and the one that the settings ask for.
  function keysFor(text: string): readonly [string, ...string[]] {
    const { partition, region, account } = bucket
    const key = replaceSymbols(text, freshText)
    const asked = kmsKeyArn === undefined ? [] : [kmsKeyArn]
    if (OPEN_ID.test(text)) return [key, ...asked]
    const arn = (home: string) => `arn:${partition}:kms:${home}:${account}:key/${freshText(text)}`
    const elsewhere = region === 'eu-west-1' ? 'eu-west-2' : 'eu-west-1'
    return [arn(region), arn(elsewhere), 'alias/aws/s3', `alias/${freshText(text)}`, ...asked]
  }
}

const ALGORITHM_NAMES = Object.values(ALGORITHMS) as [string, ...string[]]

/** The ARN of a key of which only the id, or the alias, is not known. */
const OPEN_ID = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)\//
