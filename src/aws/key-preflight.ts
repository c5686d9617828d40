import type { KeyPolicy } from '../core/encryption/key-policy.ts'
import type { Settings } from '../core/settings.ts'
import { readKeyPolicy } from './key-policy.ts'

/**
 * Adds the policy of the key to the settings, with `KMS_PREFLIGHT=true`. It is read once. If it could not be read, the next
 * call tries again.
 */
export function keyPreflight(environment: Readonly<Record<string, string | undefined>>) {
  let read: KeyPolicy | undefined
  return async <T extends Settings>(settings: T): Promise<T> => {
    const { kmsPreflight, kmsKeyArn } = settings
    if (!kmsPreflight || kmsKeyArn === undefined) return settings
    if (!read?.known) read = await readKeyPolicy(kmsKeyArn, environment)
    return { ...settings, keyPolicy: read }
  }
}
